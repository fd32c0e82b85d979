// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>
/// A random program for two verifiers. Wide loads of maps hold the place of the map among <see cref="VerdictMaps.Specs"/>; functions are where
/// calls and addresses lead.
/// </summary>
/// <param name="Hook">What it is a program of.</param>
/// <param name="Code">The instructions.</param>
internal sealed record VerdictProgram(VerdictHook Hook, ImmutableArray<Instruction> Code)
{
    /// <summary>The immediate of a call that makes an iterator over numbers, until the kernel's number of the function is there.</summary>
    public const int IteratorNew = 0;

    /// <summary>The immediate of a call that asks it for the next number.</summary>
    public const int IteratorNext = 1;

    /// <summary>The immediate of a call that ends it.</summary>
    public const int IteratorDestroy = 2;

    private const string Name = "program";

    private static readonly string[] KernelFunctions = ["bpf_iter_num_new", "bpf_iter_num_next", "bpf_iter_num_destroy"];

    // The types that functions have: the program takes its context; which parameters static functions declare decides nothing.
    private static readonly (byte[] Bytes, uint Main, uint Static) Types = MakeTypes();

    /// <summary>The types of the program's functions, as they are handed to the kernel.</summary>
    public static ReadOnlySpan<byte> FunctionTypes => Types.Bytes;

    /// <summary>The same as an object has them.</summary>
    public static Btf FunctionBtf { get; } = Btf.Parse(Types.Bytes);

    /// <summary>Where functions start, with their types.</summary>
    public ImmutableArray<FunctionInfo> Functions =>
    [
        .. Starts().Select(start => start == 0
            ? new FunctionInfo(0, Name, Types.Main, IsGlobal: true)
            : new FunctionInfo(start, "function", Types.Static)),
    ];

    /// <summary>The program as an object.</summary>
    public BpfObject ToObject() => new()
    {
        Name = Name,
        License = "GPL",
        Maps = VerdictMaps.Specs,
        Btf = FunctionBtf,
        Programs =
        [
            new ProgramSpec
            {
                Name = Name,
                Type = Hook.Type,
                AttachType = Hook.AttachType,
                IsSleepable = Hook.IsSleepable,
                Instructions = [.. Code.Select((instruction, at) => IsMapLoad(at) ? instruction.WithImmediate(0) : instruction)],
                References =
                [
                    .. MapLoads().Select(load => new SymbolReference(load.At, KindOf(load.At), VerdictMaps.Specs[load.Map].Name, Addend(load.At)))
                        .Concat(KernelCalls().Select(call => new SymbolReference(call.At, SymbolReferenceKind.KernelFunction, call.Name)))
                        .OrderBy(reference => reference.Instruction),
                ],
                Functions = Functions,
            },
        ],
    };

    /// <summary>The code with the descriptors of the kernel's maps and its numbers of functions.</summary>
    public Instruction[] CodeFor(VerdictMaps maps, Btf kernel)
    {
        Instruction[] code = [.. Code];
        foreach ((int at, int map) in MapLoads())
            code[at] = code[at].WithImmediate(maps.Descriptor(map));
        foreach ((int at, string name) in KernelCalls())
            code[at] = code[at].WithImmediate((int)kernel.FindByName(name, BtfKind.Function)!.Id);
        return code;
    }

    /// <summary>The program without an instruction; jumps over it become shorter.</summary>
    public VerdictProgram Without(int at)
    {
        int count = Code[at].IsWideLoad && at + 1 < Code.Length ? 2 : 1;
        var code = new List<Instruction>(Code.Length);
        for (int i = 0; i < Code.Length; i++)
        {
            if (i < at || i >= at + count)
                code.Add(Retarget(i, at, count));
        }

        return this with { Code = [.. code] };
    }

    /// <summary>Whether a slot is the second half of a wide load.</summary>
    public bool IsSecondHalf(int at)
    {
        int start = at;
        while (start > 0 && Code[start - 1].IsWideLoad)
            start--;
        return (at - start) % 2 == 1;
    }

    private Instruction Retarget(int from, int removed, int count)
    {
        Instruction instruction = Code[from];
        bool isInImmediate = IsFunctionAddress(from) || IsLocalCall(from) || instruction.Opcode == Opcodes.JumpLong;
        bool isJump = instruction.IsJump;
        if (!isInImmediate && !isJump)
            return instruction;
        int distance = isInImmediate ? instruction.Immediate : instruction.Offset;
        int target = from + 1 + distance;
        int shorter = Moved(target, removed, count) - Moved(from, removed, count) - 1;
        return isInImmediate ? instruction.WithImmediate(shorter) : instruction.WithOffset((short)shorter);
    }

    private static int Moved(int place, int removed, int count) => place <= removed ? place : Math.Max(removed, place - count);

    private SortedSet<int> Starts()
    {
        SortedSet<int> starts = [0];
        for (int i = 0; i < Code.Length; i++)
        {
            int target = i + 1 + Code[i].Immediate;
            if ((IsLocalCall(i) || IsFunctionAddress(i)) && target > 0 && target < Code.Length)
                starts.Add(target);
        }

        return starts;
    }

    private IEnumerable<(int At, int Map)> MapLoads()
    {
        for (int i = 0; i < Code.Length; i++)
        {
            if (IsMapLoad(i))
                yield return (i, (int)((uint)Code[i].Immediate % VerdictMaps.Specs.Length));
        }
    }

    private IEnumerable<(int At, string Name)> KernelCalls()
    {
        for (int i = 0; i < Code.Length; i++)
        {
            if (Code[i].IsKernelFunctionCall && !IsSecondHalf(i))
                yield return (i, KernelFunctions[(int)((uint)Code[i].Immediate % KernelFunctions.Length)]);
        }
    }

    private bool IsMapLoad(int at) => IsWide(at) && (WideLoadKind)Code[at].Source is WideLoadKind.MapDescriptor or WideLoadKind.MapValue;

    private bool IsFunctionAddress(int at) => IsWide(at) && (WideLoadKind)Code[at].Source == WideLoadKind.Function;

    private bool IsLocalCall(int at) => Code[at].Opcode == Opcodes.Call && (CallKind)Code[at].Source == CallKind.Local;

    private bool IsWide(int at) => Code[at].IsWideLoad && !IsSecondHalf(at);

    private SymbolReferenceKind KindOf(int at) => (WideLoadKind)Code[at].Source == WideLoadKind.MapValue ? SymbolReferenceKind.MapValue : SymbolReferenceKind.Map;

    private int Addend(int at) => KindOf(at) == SymbolReferenceKind.MapValue && at + 1 < Code.Length ? Code[at + 1].Immediate : 0;

    private static (byte[] Bytes, uint Main, uint Static) MakeTypes()
    {
        var types = new BtfBuilder();
        uint number = types.AddInt("int", 4, BtfIntEncoding.Signed);
        uint wide = types.AddInt("long", 8, BtfIntEncoding.Signed);
        uint main = types.AddFunction(Name, types.AddFunctionPrototype(number, new BtfParameter("context", types.AddPointer(0))));
        uint local = types.AddFunction("function", types.AddFunctionPrototype(wide), BtfLinkage.Static);
        return (types.ToArray(), main, local);
    }
}
