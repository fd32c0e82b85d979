// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>Loads one object: creates and fills its maps, links and decodes its programs. Undoes everything when something fails.</summary>
internal sealed unsafe class ObjectLoader
{
    private readonly VirtualMachine _machine;
    private readonly BpfObject _object;
    private readonly LoadOptions _options;
    private readonly Dictionary<string, NativeMap> _maps = new(StringComparer.Ordinal);
    private readonly List<VirtualProgram> _programs = [];

    /// <summary>Prepares to load an object.</summary>
    public ObjectLoader(VirtualMachine machine, BpfObject bpfObject, LoadOptions options)
    {
        _machine = machine;
        _object = bpfObject;
        _options = options;
    }

    /// <summary>Loads the object.</summary>
    public VirtualObject Load()
    {
        if (_object.IsBigEndian == BitConverter.IsLittleEndian)
        {
            throw Error($"it was compiled for a {(_object.IsBigEndian ? "big" : "little")}-endian machine, and this one is not");
        }

        CheckOptions();
        try
        {
            CreateMaps();
            LinkPrograms();
            FillReferences();
            NativeMap[] maps = [.. _object.Maps.Select(spec => _maps[spec.Name])];
            foreach (NativeMap map in maps)
            {
                // One reference for the view, and one for the programs, which need the map however long its view lives.
                map.AddReference();
            }

            return new VirtualObject(_machine, _object, [.. _programs], maps, maps.Select(map => new VirtualMap(map)));
        }
        catch
        {
            _machine.Remove(null, _programs.Select(program => program.Code));
            foreach (NativeMap map in _maps.Values)
            {
                map.ReleaseReference();
            }

            _machine.FreeUnused();
            throw;
        }
    }

    private void CheckOptions()
    {
        foreach (string name in _options.Programs ?? [])
        {
            if (!_object.Programs.Any(program => program.Name == name))
            {
                throw Error($"it has no program '{name}'");
            }
        }

        foreach (string name in _options.MaxEntries.Keys)
        {
            if (!_object.Maps.Any(map => map.Name == name))
            {
                throw Error($"it has no map '{name}'");
            }
        }

        foreach ((string name, ImmutableArray<byte> value) in _options.Variables)
        {
            VariableSpec? variable = _object.Maps.SelectMany(map => map.Variables).Cast<VariableSpec?>().FirstOrDefault(candidate => candidate!.Value.Name == name);
            if (variable is null)
            {
                throw Error($"it has no global variable '{name}'");
            }

            if (variable.Value.Size != value.Length)
            {
                throw Error($"the variable '{name}' has {variable.Value.Size} bytes, and its new value {value.Length}");
            }
        }
    }

    private void CreateMaps()
    {
        foreach (MapSpec spec in _object.Maps)
        {
            MapSpec wanted = _options.MaxEntries.TryGetValue(spec.Name, out uint entries) ? spec with { MaxEntries = entries } : spec;
            NativeMap map = _machine.Maps.Create(wanted, _object.Btf);
            if (!_maps.TryAdd(spec.Name, map))
            {
                map.ReleaseReference();
                throw Error($"it has two maps with the name '{spec.Name}'");
            }

            FillBytes(spec, map);
        }
    }

    private void FillBytes(MapSpec spec, NativeMap map)
    {
        bool isSection = spec.Variables.Length != 0 || spec.Name is ".kconfig";
        bool isFilled = false;
        foreach (MapInitialValue initial in spec.InitialValues)
        {
            if (initial.Kind == MapInitialValueKind.Bytes)
            {
                byte[] value = [.. initial.Value];
                if (isSection)
                {
                    Adapt(spec, value);
                    isFilled = true;
                }

                Update(map, initial.Key.AsSpan(), value);
            }
        }

        if (isSection && !isFilled)
        {
            byte[] value = new byte[spec.ValueSize];
            Adapt(spec, value);
            Update(map, stackalloc byte[4], value);
        }

        if (spec.IsReadOnlyData)
        {
            map.Freeze();
        }
    }

    /// <summary>Puts what the kernel's configuration and the caller say into a data section.</summary>
    private void Adapt(MapSpec spec, byte[] section)
    {
        if (spec.Name is ".kconfig")
        {
            KernelConfiguration.Fill(_object, _machine.Options.KernelConfiguration, section);
        }

        foreach (VariableSpec variable in spec.Variables)
        {
            if (_options.Variables.TryGetValue(variable.Name, out ImmutableArray<byte> value))
            {
                value.AsSpan().CopyTo(section.AsSpan(variable.Offset));
            }
        }
    }

    private void LinkPrograms()
    {
        var linker = new Linker(_machine, _object, _maps);
        foreach (ProgramSpec spec in _object.Programs)
        {
            if (_options.Programs is { } wanted ? !wanted.Contains(spec.Name) : !spec.AutoLoad)
            {
                continue;
            }

            ProgramSpec typed = _options.ProgramTypes.TryGetValue(spec.Name, out ProgramType type) ? spec with { Type = type } : spec;
            if (typed.Type == ProgramType.Unspec)
            {
                throw new ProgramLoadException(spec.Name, null, $"its section '{spec.SectionName}' does not tell its type; give one in the load options");
            }

            LinkedProgram linked = linker.Link(typed);
            ProgramProofs? proofs = null;
            if (!_machine.Options.LoadsUnverified)
            {
                VerificationResult result = _machine.Verify(_object, typed, _options);

                // What was proven holds for the instructions that were verified, and for no others.
                proofs = IsWhatWasVerified(linked, result.Program) ? result.Proofs : null;
            }

            ProgramCode code = Decoder.Decode(linked, _machine.HelpersFor(typed.Type), proofs);
            code.Tier = new ProgramTier(code, _machine);
            _machine.Add(code);
            _programs.Add(new VirtualProgram(code));
            if (_machine.Options.Engine is Engine.Jit or Engine.X64)
            {
                code.Tier.Compile(_machine.Options.Engine);
            }
        }
    }

    /// <summary>
    /// Whether a program is the one that was verified, but for the fields that a linker fills in where something outside the program is named, and but for
    /// instructions that refer to nothing here: they end the program, and so it goes no way that was not walked.
    /// </summary>
    private static bool IsWhatWasVerified(LinkedProgram linked, ProgramSpec verified)
    {
        if (linked.Instructions.Length != verified.Instructions.Length)
        {
            return false;
        }

        HashSet<int> named = SlotsOf(linked, linked.Spec.References.Select(reference => reference.Instruction));
        HashSet<int> absent = SlotsOf(linked, linked.Poisoned.Keys);
        for (int i = 0; i < linked.Instructions.Length; i++)
        {
            Instruction ours = linked.Instructions[i], theirs = verified.Instructions[i];
            bool isSame = named.Contains(i)
                ? ours.Opcode == theirs.Opcode && ours.Destination == theirs.Destination && ours.Offset == theirs.Offset
                : ours == theirs;
            if (!isSame && !absent.Contains(i))
            {
                return false;
            }

            // A symbol of which the verifier knew the address, such as a weak one that is not there.
            if (named.Contains(i) && theirs is { IsWideLoad: true, Source: Register.R0 }
                && linked.WideValues[i] != ((uint)theirs.Immediate | ((ulong)(uint)verified.Instructions[i + 1].Immediate << 32)))
            {
                return false;
            }
        }

        return true;
    }

    private static HashSet<int> SlotsOf(LinkedProgram linked, IEnumerable<int> instructions) =>
        [.. instructions.SelectMany(instruction => Enumerable.Range(instruction, linked.Instructions[instruction].SlotCount))];

    /// <summary>Fills prog arrays and maps of maps, which refer to programs and maps that now exist.</summary>
    private void FillReferences()
    {
        foreach (MapSpec spec in _object.Maps)
        {
            foreach (MapInitialValue initial in spec.InitialValues)
            {
                uint id = initial.Kind switch
                {
                    MapInitialValueKind.Map when _maps.TryGetValue(initial.Target ?? "", out NativeMap? target) => target.Id,
                    MapInitialValueKind.Program when _programs.Find(program => program.Name == initial.Target) is { } target => (uint)target.Id,
                    MapInitialValueKind.Bytes => 0,
                    // As with libbpf, an entry for a program that is not loaded stays empty.
                    MapInitialValueKind.Program when _object.Programs.Any(program => program.Name == initial.Target) => 0,
                    _ => throw Error($"the map '{spec.Name}' is to hold '{initial.Target}', which is not there"),
                };
                if (id != 0)
                {
                    Update(_maps[spec.Name], initial.Key.AsSpan(), new ReadOnlySpan<byte>(&id, sizeof(uint)));
                }
            }
        }
    }

    private static void Update(NativeMap map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.Length != map.KeySize || value.Length != map.UserValueSize)
        {
            throw new MapException("Filling", map.Name, MapError.Invalid);
        }

        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            MapError error = map.UserUpdate(keyBytes, valueBytes, 0);
            if (error != MapError.None)
            {
                throw new MapException("Filling", map.Name, error);
            }
        }
    }

    private BpfException Error(string message) => new($"Loading the object '{_object.Name}': {message}.");
}
