// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>What a compiler gets: a decoded program, what was proven about it, and the machine it is for.</summary>
internal sealed class CompilationInput
{
    /// <summary>The most instructions a program may execute without looking whether it should stop: less than a millisecond of them, helpers included.</summary>
    private const int LongestUncounted = 50_000;

    /// <summary>Describes a program to compile.</summary>
    public CompilationInput(ProgramCode code, IProgramEnvironment environment)
    {
        Code = code;
        Environment = environment;
        Proofs = code.Proofs is { } proofs && CoversCallbacks(code.Linked, proofs) ? proofs : null;
        HasPacket = ProgramAction.HasPacket(code.Spec.Type);
        Shape = ContextShape.Of(code.Spec.Type, code.Spec.AttachType);
    }

    /// <summary>The decoded program: slots, function addresses, registered functions, faults.</summary>
    public ProgramCode Code { get; }

    /// <summary>The machine.</summary>
    public IProgramEnvironment Environment { get; }

    /// <summary>The program with its references resolved.</summary>
    public LinkedProgram Linked => Code.Linked;

    /// <summary>
    /// What was proven of each instruction; null compiles in checked mode: nothing was proven, or not of a function whose address the program hands to one
    /// that the machine's owner registered, which may call it with anything.
    /// </summary>
    public ProgramProofs? Proofs { get; }

    /// <summary>Functions, blocks and edges; found when they are first asked for.</summary>
    public FlowGraph Graph => field ??= FlowGraph.Of(Linked, Proofs);

    /// <summary>Whether every access must be tested.</summary>
    public bool IsChecked => Proofs is null;

    /// <summary>
    /// Whether no loop of the program need be counted: a run is proven to end so soon that there is no stopping it earlier, and before it could use up the
    /// instruction budget with all the tail calls there may be.
    /// </summary>
    public bool IsBounded => Proofs?.LongestRun is { } longest && longest <= LongestUncounted
        && longest * (ProgramRun.MaximumTailCalls + 1) <= Environment.Options.InstructionBudget;

    /// <summary>Whether the program type runs on packets, so that the context's packet pointers are the run's own packet.</summary>
    public bool HasPacket { get; }

    /// <summary>The shape of the context; null when programs see its bytes as they are, as many as the caller of the run gave.</summary>
    public ContextShape? Shape { get; }

    /// <summary>What was proven of one instruction; in checked mode only that it may be reached.</summary>
    public InstructionProof ProofAt(int slot) =>
        Proofs?.Instructions[slot] ?? new InstructionProof(MemoryKind.Mixed, ProofFacts.Reached);

    /// <summary>
    /// Whether the access of an instruction needs no test: the verifier saw that it stays inside, and what it touches is this run's or a map's for sure. Sockets,
    /// kernel objects, buffers and what differs by path are not: the verifier knows their types, but this host does not vouch for their memory.
    /// </summary>
    public bool IsProven(int slot)
    {
        if (Proofs is null)
        {
            return false;
        }

        InstructionProof proof = Proofs.Instructions[slot];
        return (proof.Facts & (ProofFacts.InBounds | ProofFacts.MayFault)) == ProofFacts.InBounds && proof.Memory switch
        {
            MemoryKind.Stack or MemoryKind.MapValue => true,
            MemoryKind.Packet or MemoryKind.PacketMeta => HasPacket,
            MemoryKind.Context => Shape is not null && (uint)Linked.Instructions[slot].Offset < (uint)Shape.Size,
            _ => false,
        };
    }

    /// <summary>What a proven load of the context gives: a pointer into the run's packet, or what is there.</summary>
    public ContextValue LoadedFromContext(int slot) => HasPacket && ProofAt(slot).Memory == MemoryKind.Context
        ? Shape!.ValueAt(Linked.Instructions[slot].Offset)
        : ContextValue.Scalar;

    /// <summary>The map behind a map pointer that a wide load holds; null when the value is none.</summary>
    public NativeMap? FindMap(ulong handle) => Environment.FindMap(handle);

    /// <summary>The value of a wide load: its own, or what linking put there.</summary>
    public unsafe ulong WideValue(int slot) => Code.Operations[slot + 1].Wide;

    /// <summary>The built-in helper a call names, unless the machine's owner replaced it; null for any other call.</summary>
    public HelperId? BuiltInHelper(int number) =>
        Code.HelperSet.Find(number) is null && Code.HelperSet.HasBuiltIn(number) ? (HelperId)number : null;

    private static bool CoversCallbacks(LinkedProgram program, ProgramProofs proofs)
    {
        for (int at = 0; at < program.Instructions.Length; at++)
        {
            if (program.Instructions[at] is { Opcode: 0x18, Source: (Register)4 } load
                && IsReached(at)
                && !IsReached(at + 1 + load.Immediate))
            {
                return false;
            }
        }

        return true;

        bool IsReached(int slot) => (proofs.Instructions[slot].Facts & ProofFacts.Reached) != 0;
    }
}
