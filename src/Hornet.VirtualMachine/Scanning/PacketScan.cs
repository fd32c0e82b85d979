// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <summary>
/// Runs a program that only looks at packets over many of them where they lie: nothing is copied, set up or cleared for a packet but its two ends and its length.
/// For filters and classifiers over captures, which are otherwise done sooner than a run is prepared.
/// </summary>
/// <remarks>One thread at a time may use it. The object that the program belongs to ends it when it is unloaded.</remarks>
/// <example>
/// <code>
/// using PacketScan scan = loaded.Program("filter").CreateScan();
/// scan.Run(capture, places, answers);              // one call for thousands of packets
/// bool matches = scan.Run(packet) != 0;            // or one by one
/// </code>
/// </example>
public sealed class PacketScan : IDisposable
{
    private readonly VirtualProgram _program;
    private readonly ProgramRun _run;

    internal PacketScan(VirtualProgram program)
    {
        Check(program);
        _program = program;
        _run = program.CreateRun();
    }

    /// <summary>What executes the program when it runs next.</summary>
    public Engine Engine => _program.Engine;

    /// <summary>Runs the program over one packet.</summary>
    /// <param name="packet">Its bytes. They stay where they are.</param>
    /// <param name="wireLength">How many bytes it had on the wire; negative for as many as there are.</param>
    /// <returns>R0 at the program's exit.</returns>
    /// <exception cref="ExecutionException">The program used up its instruction budget.</exception>
    public unsafe ulong Run(ReadOnlySpan<byte> packet, int wireLength = -1)
    {
        fixed (byte* start = packet)
        {
            return _run.Scan(start, packet.Length, (uint)(wireLength < 0 ? packet.Length : wireLength));
        }
    }

    /// <summary>Runs the program over many packets.</summary>
    /// <param name="memory">The memory they lie in.</param>
    /// <param name="packets">Where each lies.</param>
    /// <param name="values">For each, the lower half of R0 at the program's exit; at least as long as <paramref name="packets"/>.</param>
    /// <exception cref="ArgumentException">There are fewer values than packets, or a packet does not lie within the memory.</exception>
    /// <exception cref="ExecutionException">The program used up its instruction budget on a packet; the values of those before it are there.</exception>
    public unsafe void Run(ReadOnlySpan<byte> memory, ReadOnlySpan<PacketPlace> packets, Span<uint> values)
    {
        if (values.Length < packets.Length)
        {
            throw new ArgumentException($"There are {packets.Length} packets and room for {values.Length} values.", nameof(values));
        }

        fixed (byte* start = memory)
        {
            _run.Scan(start, memory.Length, packets, values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    /// <summary>Whether a program only looks: what it finds in the context is a packet's ends and length, it stores to its stack and to maps alone, and calls nobody outside.</summary>
    /// <exception cref="BpfException">It does more; the message says what and where.</exception>
    private static void Check(VirtualProgram program)
    {
        ProgramCode code = program.Code;
        if (program.Shape is null || !ProgramAction.HasPacket(program.Spec.Type))
        {
            throw Refuse(program, 0, "its type gets no packets");
        }

        if (code.Proofs is not { } proofs)
        {
            throw Refuse(program, 0, "it was not verified");
        }

        for (int slot = 0; slot < code.Linked.Instructions.Length; slot++)
        {
            Instruction instruction = code.Linked.Instructions[slot];
            InstructionProof proof = proofs.Instructions[slot];
            if ((proof.Facts & ProofFacts.Reached) != 0 && Describe(program, instruction, proof) is { } what)
            {
                throw Refuse(program, slot, what);
            }

            slot += instruction.Opcode == 0x18 ? 1 : 0;
        }
    }

    private static string? Describe(VirtualProgram program, Instruction instruction, InstructionProof proof)
    {
        const int Load = 0, LoadMemory = 1, Store = 2, StoreRegister = 3, Jump = 5;
        const int LocalCall = 1;
        switch (instruction.Opcode & 7)
        {
            case Load when instruction.Opcode != 0x18:
                return "it loads from the packet by the instructions of classic BPF";
            case Jump when (instruction.Opcode & 0xf0) == 0x80 && (int)instruction.Source != LocalCall:
                return "it calls a function of its host";
            case LoadMemory when proof.Memory == MemoryKind.Context:
                ContextValue value = program.Shape!.ValueAt(instruction.Offset);
                bool isLength = program.Spec.Type != ProgramType.Xdp && instruction.Offset == SkbContext.Length;
                return isLength || value is ContextValue.Packet or ContextValue.PacketEnd ? null : "it reads more of the context than the packet's ends and length";
            case Store or StoreRegister when proof.Memory is not (MemoryKind.Stack or MemoryKind.MapValue):
                return "it stores to the packet or the context";
            default:
                return null;
        }
    }

    private static BpfException Refuse(VirtualProgram program, int slot, string what) =>
        new($"Scanning packets with program '{program.Name}': instruction {slot}: {what}. Use a run of the program (CreateRun), which gets each packet in a context of its own.");
}
