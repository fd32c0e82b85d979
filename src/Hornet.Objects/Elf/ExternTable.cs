// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// The undefined symbols of an object. Those that BTF places in <c>.kconfig</c> become variables of a map the host fills in, laid out as
/// libbpf does it: by falling alignment, then rising size, then name. All others are the kernel's.
/// </summary>
internal sealed class ExternTable
{
    private const uint ReadOnlyForProgram = 1 << 7;
    private const uint Mappable = 1 << 10;
    private const int MaximumConfiguration = 1 << 20;

    private uint _dataSection;
    private int _configurationSize;

    private ExternTable()
    {
    }

    /// <summary>The externs: configuration values in the order of their offsets, then the kernel's symbols by name.</summary>
    public ImmutableArray<ExternSpec> Externs { get; private set; } = [];

    /// <summary>Reads the externs and completes the <c>.kconfig</c> data section of the type information.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="btf">The object's BTF, or null.</param>
    /// <param name="types">Its bytes, written to.</param>
    public static ExternTable Read(ElfFile elf, Btf? btf, byte[]? types)
    {
        var table = new ExternTable();
        Dictionary<string, (uint Id, bool IsConfiguration)> declarations = Declarations(btf, table);
        HashSet<int> called = [];
        HashSet<int> used = UsedSymbols(elf, called);

        List<ExternSpec> configuration = [];
        List<ExternSpec> kernel = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ElfSymbol symbol in elf.Symbols)
        {
            if (!symbol.IsUndefined || symbol.Name.Length == 0 || symbol.Binding == ElfSymbolBinding.Local || !(used.Contains(symbol.Index) || declarations.ContainsKey(symbol.Name)) || !names.Add(symbol.Name))
                continue;
            bool isDeclared = declarations.TryGetValue(symbol.Name, out (uint Id, bool IsConfiguration) declaration);
            uint type = isDeclared ? btf!.Record(declaration.Id).SizeOrType : 0;
            if (isDeclared && declaration.IsConfiguration)
            {
                configuration.Add(new ExternSpec(symbol.Name, ExternKind.Configuration, type, symbol.IsWeak, 0, Size(btf!, symbol.Name, type)));
                continue;
            }

            bool isFunction = isDeclared ? btf!.KindOf(declaration.Id) == BtfKind.Function : called.Contains(symbol.Index);
            uint kernelType = isDeclared && btf!.KindOf(btf.Resolve(type)) != BtfKind.Void ? type : 0;
            kernel.Add(new ExternSpec(symbol.Name, isFunction ? ExternKind.KernelFunction : ExternKind.KernelVariable, kernelType, symbol.IsWeak));
        }

        List<ExternSpec> placed = table.Place(btf, configuration);
        kernel.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        table.Externs = [.. placed, .. kernel];
        if (types is not null && table._dataSection != 0)
            table.CompleteTypes(btf!, types, placed);
        return table;
    }

    /// <summary>The map of configuration values, or null if there are none.</summary>
    public MapSpec? ConfigurationMap()
    {
        if (_configurationSize == 0)
            return null;
        return new MapSpec
        {
            Name = DataSections.Configuration,
            Type = MapType.Array,
            KeySize = 4,
            ValueSize = (uint)_configurationSize,
            MaxEntries = 1,
            Flags = ReadOnlyForProgram | Mappable,
            ValueTypeId = _dataSection,
            IsReadOnlyData = true,
            Variables =
            [
                .. Externs.Where(value => value.Kind == ExternKind.Configuration)
                    .Select(value => new VariableSpec(value.Name, DataSections.Configuration, value.Offset, value.Size, value.TypeId, true)),
            ],
        };
    }

    /// <summary>Extern variables and functions by name.</summary>
    private static Dictionary<string, (uint Id, bool IsConfiguration)> Declarations(Btf? btf, ExternTable table)
    {
        Dictionary<string, (uint Id, bool IsConfiguration)> declarations = new(StringComparer.Ordinal);
        HashSet<uint> configuration = [];
        for (uint id = 1; id < (btf?.TypeCount ?? 0); id++)
        {
            BtfRecord record = btf!.Record(id);
            switch (record.Kind)
            {
                case BtfKind.DataSection when btf.NameOf(id) == DataSections.Configuration:
                    table._dataSection = id;
                    configuration.UnionWith(((BtfDataSection)btf[id]).Variables.Select(variable => variable.TypeId));
                    break;
                case BtfKind.Variable when record.Extra(0) == (uint)BtfLinkage.Extern:
                case BtfKind.Function when record.Count == (int)BtfLinkage.Extern:
                    declarations.TryAdd(btf.GetString(record.NameOffset), (id, false));
                    break;
                default:
                    break;
            }
        }

        foreach ((string name, (uint id, _)) in declarations.Where(entry => configuration.Contains(entry.Value.Id)).ToList())
            declarations[name] = (id, true);
        return declarations;
    }

    /// <summary>The symbols that code and data refer to; <paramref name="called"/> gets those of calls.</summary>
    private static HashSet<int> UsedSymbols(ElfFile elf, HashSet<int> called)
    {
        HashSet<int> used = [];
        foreach (ElfSection section in elf.Sections)
        {
            if ((section.Flags & ElfSectionFlags.Allocate) == 0)
                continue;
            foreach (ElfRelocation relocation in elf.Relocations(section))
            {
                used.Add(relocation.Symbol);
                if (section.IsExecutable && relocation.Type == ElfRelocationType.Call)
                    called.Add(relocation.Symbol);
            }
        }

        return used;
    }

    private static int Size(Btf btf, string name, uint type) =>
        btf.TryGetSize(type, out long size) && size is > 0 and <= MaximumConfiguration
            ? (int)size
            : throw new ObjectFormatException($"Reading the externs: the type of configuration value '{name}' has no usable size.", Btf.SectionName);

    private List<ExternSpec> Place(Btf? btf, List<ExternSpec> configuration)
    {
        List<ExternSpec> placed = [];
        long offset = 0;
        IEnumerable<(ExternSpec Value, int Alignment)> ordered = configuration
            .Select(value => (Value: value, Alignment: btf!.AlignmentOf(value.TypeId)))
            .OrderByDescending(item => item.Alignment).ThenBy(item => item.Value.Size).ThenBy(item => item.Value.Name, StringComparer.Ordinal);
        foreach ((ExternSpec value, int alignment) in ordered)
        {
            offset = (offset + alignment - 1) / alignment * alignment;
            if (offset + value.Size > MaximumConfiguration)
                throw new ObjectFormatException("Reading the externs: the configuration values are too large.", Btf.SectionName);
            placed.Add(value with { Offset = (int)offset });
            offset += value.Size;
        }

        _configurationSize = (int)offset;
        return placed;
    }

    private void CompleteTypes(Btf btf, byte[] types, List<ExternSpec> placed)
    {
        Dictionary<string, int> offsets = placed.ToDictionary(value => value.Name, value => value.Offset, StringComparer.Ordinal);
        BtfSectionVariable[] variables =
        [
            .. ((BtfDataSection)btf[_dataSection]).Variables
                .Select(variable => offsets.TryGetValue(btf.NameOf(variable.TypeId), out int offset) ? variable with { Offset = (uint)offset } : variable),
        ];
        BtfCompletion.WriteSection(types, btf.Record(_dataSection), (uint)_configurationSize, variables, btf.IsBigEndian);
    }
}
