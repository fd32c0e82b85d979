// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests;

/// <summary>
/// A random <c>sched_cls</c> program that works on one map. R6 is the context, R7 gathers results, which end up in its control block; the key is at R10-16, the value at R10-48.
/// Wide loads of the map are in <see cref="References"/>.
/// </summary>
internal sealed class MapProgram
{
    private const short Key = -16, Value = -48, ControlBlock = 48;

    private readonly List<Instruction> _code = [];
    private readonly List<int> _references = [];
    private readonly Random _random;
    private readonly MapSpec _map;

    private MapProgram(Random random, MapSpec map)
    {
        _random = random;
        _map = map;
    }

    /// <summary>The instructions.</summary>
    public Instruction[] Code => [.. _code];

    /// <summary>Where the map's address is loaded.</summary>
    public IReadOnlyList<int> References => _references;

    /// <summary>A program of some operations.</summary>
    public static MapProgram Make(int seed, MapSpec map)
    {
        var program = new MapProgram(new Random(seed), map);
        program._code.AddRange([new(0xbf, Register.R6, Register.R1), new(0xb7, Register.R7, immediate: 1)]);
        int count = program._random.Next(2, 12);
        for (int i = 0; i < count; i++)
            program.Next();
        program._code.AddRange(
            [new(0x63, Register.R6, Register.R7, ControlBlock), new(0x77, Register.R7, immediate: 32), new(0x63, Register.R6, Register.R7, ControlBlock + 4),
            new(0xb7, Register.R0), new(0x95)]);
        return program;
    }

    /// <summary>The code with the map's descriptor in the wide loads.</summary>
    public Instruction[] CodeFor(int descriptor)
    {
        Instruction[] code = Code;
        foreach (int at in _references)
            code[at] = new Instruction(0x18, code[at].Destination, (Register)1, 0, descriptor);
        return code;
    }

    /// <summary>The program as part of an object.</summary>
    public ProgramSpec Spec => new()
    {
        Name = "maps",
        Type = ProgramType.SchedulerClassifier,
        Instructions = [.. _code],
        References = [.. _references.Select(at => new SymbolReference(at, SymbolReferenceKind.Map, _map.Name))],
    };

    private void Next()
    {
        MakeKey();
        MakeValue();
        bool hasKeys = _map.KeySize > 0;
        switch (_random.Next(hasKeys ? 8 : 3))
        {
            case 0 when hasKeys:
            case 1 when hasKeys:
                Call(HelperId.MapUpdateElement, KeyIn(2), ValueIn(3), Flags(4));
                break;
            case 2 when hasKeys:
                Call(HelperId.MapDeleteElement, KeyIn(2));
                break;
            case 0:
                Call(HelperId.MapPushElement, ValueIn(2), Flags(3));
                break;
            case 1:
                Call(HelperId.MapPopElement, ValueIn(2));
                GatherValue();
                break;
            case 2:
                Call(HelperId.MapPeekElement, ValueIn(2));
                GatherValue();
                break;
            default:
                Lookup();
                break;
        }
    }

    // R8 holds the value's address; what is done with it comes and goes in pieces that fit.
    private void Lookup()
    {
        LoadMap();
        _code.AddRange([.. KeyIn(2), new Instruction(0x85, immediate: (int)HelperId.MapLookupElement), new Instruction(0xbf, Register.R8, Register.R0)]);
        var use = new List<Instruction>();
        int size = (int)_map.ValueSize;
        if (size >= 8)
        {
            AtomicOperation[] operations = [AtomicOperation.Add, AtomicOperation.FetchAdd, AtomicOperation.FetchXor, AtomicOperation.Exchange, AtomicOperation.Or];
            use.Add(new Instruction(0xb7, Register.R1, immediate: _random.Next()));
            use.Add(new Instruction(_random.Next(2) == 0 ? (byte)0xdb : (byte)0xc3, Register.R8, Register.R1, 0, (int)operations[_random.Next(operations.Length)]));
            use.AddRange(Gather(Register.R1));
            use.Add(new Instruction(0x79, Register.R1, Register.R8));
            use.AddRange(Gather(Register.R1));
        }
        else
        {
            use.Add(new Instruction(0x71, Register.R1, Register.R8, (short)_random.Next(size)));
            use.AddRange(Gather(Register.R1));
            use.Add(new Instruction(0x72, Register.R8, offset: (short)_random.Next(size), immediate: _random.Next(256)));
        }

        use.AddRange([new(0x07, Register.R7, immediate: 77)]);
        _code.Add(new Instruction(0x15, Register.R8, offset: (short)use.Count));
        _code.AddRange(use);
    }

    private void Call(HelperId helper, params Instruction[][] arguments)
    {
        LoadMap();
        _code.AddRange(arguments.SelectMany(argument => argument));
        _code.Add(new Instruction(0x85, immediate: (int)helper));
        _code.AddRange(Gather(Register.R0));
    }

    private void LoadMap()
    {
        _references.Add(_code.Count);
        _code.AddRange([new(0x18, Register.R1), new(0)]);
    }

    private static Instruction[] Gather(Register register) => [new(0x27, Register.R7, immediate: 31), new(0xaf, Register.R7, register)];

    private void GatherValue()
    {
        _code.Add(new Instruction(0x79, Register.R1, Register.R10, Value));
        _code.AddRange(Gather(Register.R1));
    }

    private void MakeKey()
    {
        byte[] key = new byte[16];
        if (_map.Type == MapType.LpmTrie)
        {
            int bits = ((int)_map.KeySize - 4) * 8;
            BitConverter.TryWriteBytes(key, _random.Next(15) == 0 ? bits + 1 : _random.Next(bits + 1));
            key[4] = (byte)(_random.Next(4) << 6);
        }
        else
        {
            BitConverter.TryWriteBytes(key, _random.Next((int)_map.MaxEntries + 2));
        }

        Store(Key, key);
    }

    private void MakeValue()
    {
        byte[] value = new byte[32];
        _random.NextBytes(value);
        Store(Value, value);
    }

    private void Store(short offset, byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i += 4)
            _code.Add(new Instruction(0x62, Register.R10, offset: (short)(offset + i), immediate: BitConverter.ToInt32(bytes, i)));
    }

    private static Instruction[] KeyIn(int register) => [new(0xbf, (Register)register, Register.R10), new(0x07, (Register)register, immediate: Key)];

    private static Instruction[] ValueIn(int register) => [new(0xbf, (Register)register, Register.R10), new(0x07, (Register)register, immediate: Value)];

    private Instruction[] Flags(int register) =>
        [new(0xb7, (Register)register, immediate: _random.Next(6) switch { 0 => 1, 1 => 2, 2 => _random.Next(8), _ => 0 })];
}
