// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;

namespace Hornet.Objects;

/// <summary>
/// Makes a <see cref="BpfObject"/> of an ELF file: sorts the sections, reads maps, data and externs, and links the programs. The meaning of
/// sections and symbols is libbpf's; where older loaders accepted more (legacy map definitions, free section names), so does this one.
/// </summary>
internal sealed class ObjectReader
{
    private readonly string _name;
    private readonly ElfFile _elf;
    private readonly ILookup<int, ElfSymbol> _symbols;
    private readonly ReferenceResolver _resolver;

    public ObjectReader(ReadOnlyMemory<byte> bytes, string name)
    {
        _name = name;
        _elf = ElfFile.Parse(bytes);
        _symbols = _elf.Symbols.Where(symbol => !symbol.IsUndefined).ToLookup(symbol => symbol.Section);
        _resolver = new ReferenceResolver(_elf);
    }

    public BpfObject Read()
    {
        ExternTable externs = ReadTypes(out Btf? btf, out BtfExtension? extension);
        List<CodeSection> code = ReadCode();
        _resolver.Prepare();

        List<MapSpec> maps = LegacyMapReader.Read(_elf, _symbols, code, btf, _resolver);
        if (_elf.Find(MapDefinitionReader.SectionName) is { } definitions)
            maps.AddRange(new MapDefinitionReader(_elf, definitions, btf, _resolver).Read());
        var data = new DataSectionReader(_elf, btf, _symbols, _resolver);
        data.ReadArena(maps);
        maps.AddRange(data.Read());
        if (externs.ConfigurationMap() is { } configuration)
        {
            maps.Add(configuration);
            foreach (VariableSpec variable in configuration.Variables)
                _resolver.AddConfiguration(variable.Name, configuration.Name, variable.Offset);
        }

        if (btf is not null)
            maps.AddRange(new StructOperationsReader(_elf, btf, _resolver).Read());
        data.ReadReferences(maps);
        return new BpfObject
        {
            Name = _name,
            Programs = [.. new ProgramReader(code, _resolver, extension, new ExceptionCallbacks(btf, code, extension)).Read()],
            Maps = [.. maps],
            License = ReadLicense(),
            KernelVersion = ReadKernelVersion(),
            IsBigEndian = _elf.IsBigEndian,
            Btf = btf,
            Externs = externs.Externs,
        };
    }

    private ExternTable ReadTypes(out Btf? btf, out BtfExtension? extension)
    {
        btf = null;
        extension = null;
        if (_elf.Find(Btf.SectionName) is not { Type: not ElfSectionType.NoBits, Size: > 0 } section)
            return ExternTable.Read(_elf, null, null);

        byte[] types = BtfCompletion.Complete(_elf, section, _symbols);
        btf = Btf.Parse(types);
        if (btf.IsBigEndian != _elf.IsBigEndian)
            throw _elf.Bytes(section).Error("its byte order is not that of the file", 0);
        ExternTable externs = ExternTable.Read(_elf, btf, types);
        btf = Btf.Parse(types);
        if (_elf.Find(BtfExtension.SectionName) is { Type: not ElfSectionType.NoBits, Size: > 0 } extra)
        {
            byte[] records = _elf.Bytes(extra).Memory.ToArray();
            BtfCompletion.Relocate(_elf, extra, records);
            extension = BtfExtension.Parse(new SectionBytes(records, _elf.IsBigEndian, extra.Name), btf.GetString, btf.OwnStrings.Length);
        }

        return externs;
    }

    private List<CodeSection> ReadCode()
    {
        List<CodeSection> code = [];
        foreach (ElfSection section in _elf.Sections)
        {
            if (section is not { Type: ElfSectionType.ProgramBits, IsExecutable: true, Size: > 0 })
                continue;
            CodeSection read = CodeSection.Read(_elf, section, [.. _symbols[section.Index]]);
            code.Add(read);
            _resolver.Add(read);
        }

        return code;
    }

    private string ReadLicense()
    {
        if (_elf.Find("license") is not { } section)
            return "";
        ReadOnlySpan<byte> bytes = _elf.Bytes(section).Memory.Span;
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private uint? ReadKernelVersion() =>
        _elf.Find("version") is { Size: > 0 } section ? _elf.Bytes(section).UInt32(0, "the kernel version") : null;
}
