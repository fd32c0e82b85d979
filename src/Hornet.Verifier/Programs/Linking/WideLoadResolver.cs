// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Says what each wide load loads; checks, on the way over all instructions, that they exist at all.</summary>
/// <remarks>
/// Loads without a reference by name, as in programs that were assembled with descriptors, mean nothing outside the process that made them. What
/// stands for a descriptor, or for an index into the loader's array of descriptors, is taken for a place among the object's maps.
/// </remarks>
internal sealed class WideLoadResolver
{
    private const uint MaximumValueOffset = 1u << 29;

    private readonly ReferenceLinker _links;
    private readonly BpfObject _object;
    private readonly MapResolver _maps;
    private readonly MapCompatibility _compatibility;
    private readonly KernelSymbols _symbols;
    private readonly BtfSet _btfs;
    private readonly Instruction[] _instructions;

    /// <summary>Prepares to resolve the wide loads of a program.</summary>
    public WideLoadResolver(BpfObject bpfObject, ReferenceLinker links, MapResolver maps, MapCompatibility compatibility, KernelSymbols symbols, BtfSet btfs)
    {
        _object = bpfObject;
        _links = links;
        _maps = maps;
        _compatibility = compatibility;
        _symbols = symbols;
        _btfs = btfs;
        _instructions = links.Instructions;
        Values = new WideValue[_instructions.Length];
    }

    /// <summary>What each wide load loads, by its first slot.</summary>
    public WideValue[] Values { get; }

    /// <summary>Resolves them all.</summary>
    /// <param name="subprograms">The program's functions.</param>
    /// <exception cref="Refusal">An instruction does not exist, or a load refers to what it may not.</exception>
    public void Resolve(List<Subprogram> subprograms)
    {
        for (int i = 0; i < _instructions.Length; i++)
        {
            Instruction instruction = _instructions[i];
            if (instruction.Class == InstructionClass.LoadRegister
                && (instruction.MemoryMode is not (MemoryMode.Memory or MemoryMode.MemorySignExtended) || instruction.Immediate != 0))
                throw Malformed("BPF_LDX uses reserved fields", i);
            if (instruction.IsWideLoad)
            {
                if (i + 1 == _instructions.Length || _instructions[i + 1] != new Instruction(0, immediate: _instructions[i + 1].Immediate))
                    throw Malformed("invalid bpf_ld_imm64 insn", i);
                Values[i] = ValueOf(i, subprograms);
                i++;
            }
            else if (!InstructionSet.IsKnownOpcode(instruction.Opcode) || instruction.IsCallRegister)
            {
                throw Malformed($"unknown opcode {instruction.Opcode:x2}", i);
            }
        }
    }

    private WideValue ValueOf(int at, List<Subprogram> subprograms)
    {
        Instruction instruction = _instructions[at];
        switch (instruction.WideLoadKind)
        {
            case WideLoadKind.Immediate:
                return new WideValue(WideValueKind.Constant, instruction.WideImmediate(_instructions[at + 1]));
            case WideLoadKind.Variable:
                return _links.Symbols.TryGetValue(at, out WideValue value) ? value : Variable(at);
            case WideLoadKind.Function:
                return new WideValue(WideValueKind.Function, 0, subprograms.FindIndex(function => function.Start == at + 1 + instruction.Immediate));
            case WideLoadKind.MapDescriptor or WideLoadKind.MapIndex when _instructions[at + 1].Immediate == 0:
                return new WideValue(WideValueKind.Map, 0, MapAt(at).Index);
            case WideLoadKind.MapValue or WideLoadKind.MapIndexValue:
                return MapValueAt(at);
            default:
                throw Malformed("unrecognized bpf_ld_imm64 insn", at);
        }
    }

    private WideValue MapValueAt(int at)
    {
        MapInfo map = MapAt(at);
        uint offset = (uint)_instructions[at + 1].Immediate;
        if (offset >= MaximumValueOffset)
            throw Malformed($"direct value offset of {offset} is not allowed", at);
        bool hasDirectValue = map.Type is MapType.Array or MapType.Arena;
        if (!hasDirectValue)
            throw Malformed("no direct value access support for this map type", at);
        bool isInside = map.Type == MapType.Arena ? offset < (ulong)map.Spec.MaxEntries * 4096 : map.Spec.MaxEntries == 1 && offset < map.Spec.ValueSize;
        return isInside
            ? new WideValue(WideValueKind.MapValue, offset, map.Index)
            : throw new Refusal($"invalid access to map value pointer, value_size={map.Spec.ValueSize} off={offset}", FailureKind.MemorySafety, at);
    }

    private MapInfo MapAt(int at)
    {
        if (!_links.Maps.TryGetValue(at, out MapSpec? spec))
        {
            int number = _instructions[at].Immediate;
            if ((uint)number >= (uint)_object.Maps.Length)
            {
                bool isIndex = _instructions[at].WideLoadKind is WideLoadKind.MapIndex or WideLoadKind.MapIndexValue;
                throw Malformed(isIndex ? "fd_idx without fd_array is invalid" : $"fd {number} is not pointing to valid bpf_map", at);
            }

            spec = _object.Maps[number];
        }

        MapInfo map = _maps.Resolve(spec);
        _compatibility.Check(map, at);
        return map;
    }

    private WideValue Variable(int at)
    {
        var id = (uint)_instructions[at].Immediate;
        if (_instructions[at + 1].Immediate != 0)
            throw Malformed("invalid module BTF object FD specified.", at);
        if (_btfs.KernelBtf is not { } kernel)
            throw Malformed("kernel is missing BTF, make sure CONFIG_DEBUG_INFO_BTF=y is specified in Kconfig.", at);
        if (id >= kernel.TypeCount)
            throw Malformed($"ldimm64 insn specifies invalid btf_id {id}.", at);
        return kernel.KindOf(id) switch
        {
            BtfKind.Variable => _symbols.Variable(BtfSet.Kernel, id),
            BtfKind.Function => new WideValue(WideValueKind.KernelMemory, 0, Flags: ValueFlags.ReadOnly),
            _ => throw Malformed($"pseudo btf_id {id} in ldimm64 isn't KIND_VAR or KIND_FUNC", at),
        };
    }

    private static Refusal Malformed(string message, int at) => new(message, FailureKind.Structure, at);
}
