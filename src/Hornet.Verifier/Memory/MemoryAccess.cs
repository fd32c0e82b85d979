// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks loads, stores and atomics through any pointer, and says what a load loads.</summary>
internal sealed partial class MemoryAccess
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public MemoryAccess(Analysis analysis)
    {
        _analysis = analysis;
        Bounds = new MemoryBounds(analysis);
        KernelPointers = new KernelPointers(analysis);
        MapValues = new MapValueAccess(analysis, Bounds, KernelPointers);
        Objects = new ObjectAccess(analysis);
        Context = new ContextAccess(analysis, Bounds);
    }

    /// <summary>Checks of memory of a known size.</summary>
    public MemoryBounds Bounds { get; }

    /// <summary>Checks of map values.</summary>
    public MapValueAccess MapValues { get; }

    /// <summary>Checks of the context.</summary>
    public ContextAccess Context { get; }

    /// <summary>Checks of the pointers that maps hold.</summary>
    public KernelPointers KernelPointers { get; }

    /// <summary>Checks of objects typed by BTF.</summary>
    public ObjectAccess Objects { get; }

    /// <summary>Checks an access of the current instruction through a pointer and, where it is a load or store, records its proof.</summary>
    /// <param name="register">The register that holds the pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes accessed: 1, 2, 4 or 8.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="valueRegister">The register that is loaded, changed accordingly, or stored; -1 for none (an immediate is stored, or an atomic keeps what it reads to itself).</param>
    /// <param name="isSignExtended">Whether a load extends the sign.</param>
    /// <param name="isStrict">Whether the access must be aligned on any machine (atomics).</param>
    /// <exception cref="Refusal">The access is not proven safe.</exception>
    public void Check(int register, int offset, int size, AccessKind access, int valueRegister, bool isSignExtended = false, bool isStrict = false)
    {
        if (!_analysis.Program.Instructions[_analysis.Instruction].IsMemoryClass)
        {
            Access(register, offset, size, access, valueRegister, isSignExtended, isStrict);
            return;
        }

        // A load may overwrite its own pointer.
        ref RegisterState pointer = ref _analysis.Register(register);
        (ValueKind kind, ValueFlags flags) = (pointer.Kind, pointer.Flags);
        InstructionProof proof = AccessProofs.Of(_analysis, in pointer, offset, size);
        Access(register, offset, size, access, valueRegister, isSignExtended, isStrict);
        CheckSamePointer(kind, flags, isTrustMismatchAllowed: access == AccessKind.Read && !isStrict);
        ref InstructionProof known = ref _analysis.Program.Facts[_analysis.Instruction].Proof;
        InstructionProof others = known;
        AccessProofs.Record(ref known, proof);
        if ((known.Facts & ProofFacts.FixedStackOffset) == 0)
        {
            // By path it touches different places, none of which a register can stand for.
            MarkEscaping(in others, size);
            MarkEscaping(in proof, size);
        }
    }

    private void MarkEscaping(in InstructionProof proof, int size)
    {
        if ((proof.Facts & ProofFacts.FixedStackOffset) != 0 && proof.StackFrame == 0)
            _analysis.Program.Subprograms[_analysis.State.Frame.Subprogram].MarkEscaping(proof.StackOffset, proof.StackOffset + size);
    }

    private void Access(int register, int offset, int size, AccessKind access, int valueRegister, bool isSignExtended, bool isStrict)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        Alignment.Check(_analysis, in pointer, offset, size, isStrict);
        if (access == AccessKind.Write && valueRegister >= 0 && !_analysis.Program.IsPrivileged)
            CheckNoLeak(in pointer, valueRegister);
        int at = offset + pointer.Offset;
        switch (pointer.Kind)
        {
            case ValueKind.Stack:
                if (access == AccessKind.Read)
                    _analysis.Stack.Read(in pointer, register, offset, size, valueRegister);
                else
                    _analysis.Stack.Write(in pointer, register, offset, size, valueRegister);
                break;
            case ValueKind.MapValue when !pointer.MaybeNull:
                MapValues.Check(register, offset, size, access, valueRegister);
                break;
            case ValueKind.MapKey:
                if (access == AccessKind.Write)
                    throw _analysis.Unsafe($"write to change key R{register} not allowed");
                Bounds.CheckRegion(in pointer, register, at, size, _analysis.Program.Maps[pointer.MapIndex].KeySize);
                LoadUnknown(access, valueRegister);
                break;
            case ValueKind.Memory when !pointer.MaybeNull:
                CheckMemory(in pointer, register, at, size, access);
                LoadUnknown(access, valueRegister);
                break;
            case ValueKind.Context:
                Context.Check(register, offset, size, access, valueRegister, isSignExtended);
                break;
            case ValueKind.Packet or ValueKind.PacketMeta:
                CheckPacket(in pointer, register, at, size, access);
                LoadUnknown(access, valueRegister);
                break;
            case ValueKind.BtfObject when !pointer.MaybeNull:
                Objects.Check(register, offset, size, access, valueRegister);
                break;
            case ValueKind.Map when pointer.Flags == ValueFlags.None:
                Objects.CheckMap(register, offset, size, access, valueRegister);
                break;
            default:
                CheckOther(in pointer, register, at, size, access);
                LoadUnknown(access, valueRegister);
                break;
        }

        if (size < sizeof(ulong) && access == AccessKind.Read && valueRegister >= 0)
            Narrow(ref _analysis.Register(valueRegister), size, isSignExtended);
    }

    private void CheckOther(in RegisterState pointer, int register, int at, int size, AccessKind access)
    {
        switch (pointer.Kind)
        {
            case ValueKind.FlowKeys:
                if (at < 0 || at + size > ContextAccess.FlowKeysSize)
                    throw _analysis.Unsafe($"invalid access to flow keys off={at} size={size}");
                return;
            case ValueKind.Socket or ValueKind.SocketCommon or ValueKind.TcpSocket or ValueKind.XdpSocket when !pointer.MaybeNull:
                CheckSocket(in pointer, register, at, size, access);
                return;
            case ValueKind.TracepointBuffer:
                Bounds.CheckBuffer(in pointer, register, at, size);
                return;
            case ValueKind.Buffer when !pointer.MaybeNull:
                CheckWritable(in pointer, register, access);
                Bounds.CheckBuffer(in pointer, register, at, size);
                return;
            case ValueKind.Arena:
                return;
            default:
                throw _analysis.Unsafe($"R{register} invalid mem access '{ValueNames.NameOf(in pointer)}'");
        }
    }

    private void CheckMemory(in RegisterState pointer, int register, int at, int size, AccessKind access)
    {
        CheckWritable(in pointer, register, access);

        // Loads of untrusted memory are made so that they cannot fault; there is no size to keep to.
        if (!pointer.Has(ValueFlags.ReadOnly | ValueFlags.Untrusted))
            Bounds.CheckRegion(in pointer, register, at, size, (uint)pointer.MemorySize);
    }

    private void CheckPacket(in RegisterState pointer, int register, int at, int size, AccessKind access)
    {
        if (access == AccessKind.Write && ProgramTypes.PacketAccessOf(_analysis.Program.Type) != PacketAccess.ReadAndWrite)
            throw _analysis.Unsafe($"cannot write into packet");
        Bounds.CheckPacket(in pointer, register, at, size);
    }

    private void CheckSocket(in RegisterState pointer, int register, int at, int size, AccessKind access)
    {
        if (access == AccessKind.Write)
            throw _analysis.Unsafe($"R{register} cannot write into {ValueNames.NameOf(in pointer)}");
        if (pointer.Number.SignedMin < 0)
            throw Bounds.NegativeMinimum(register);
        if (!SocketAccess.CanRead(pointer.Kind, at, size))
            throw _analysis.Unsafe($"R{register} invalid {ValueNames.NameOf(in pointer)} access off={at} size={size}");
    }

    private void CheckWritable(in RegisterState pointer, int register, AccessKind access)
    {
        if (access == AccessKind.Write && pointer.Has(ValueFlags.ReadOnly))
            throw _analysis.Unsafe($"R{register} cannot write into {ValueNames.NameOf(in pointer)}");
    }

    // Addresses may not be stored where user space, another program or the network can read them.
    private void CheckNoLeak(in RegisterState pointer, int valueRegister)
    {
        string? place = pointer.Kind switch
        {
            ValueKind.MapValue when !pointer.MaybeNull => "map",
            ValueKind.Memory when !pointer.MaybeNull && !pointer.Has(ValueFlags.ReadOnly) => "mem",
            ValueKind.Context => "ctx",
            ValueKind.Packet or ValueKind.PacketMeta when ProgramTypes.PacketAccessOf(_analysis.Program.Type) == PacketAccess.ReadAndWrite => "packet",
            ValueKind.FlowKeys => "flow keys",
            _ => null,
        };
        if (place is not null && !_analysis.Register(valueRegister).IsScalar)
            throw _analysis.Unsafe($"R{valueRegister} leaks addr into {place}");
    }

    private void LoadUnknown(AccessKind access, int valueRegister)
    {
        if (access == AccessKind.Read && valueRegister >= 0)
            _analysis.Register(valueRegister) = LoadedValue.Unknown(_analysis);
    }

    private static void Narrow(ref RegisterState loaded, int size, bool isSignExtended)
    {
        if (!loaded.IsScalar)
            return;
        if (isSignExtended)
            loaded.Number.SignExtend(size, is32: false);
        else
            loaded.Number.Truncate(size);
    }

    // The kernel turns loads through some kinds of pointer into other instructions: one instruction can be turned one way only.
    private void CheckSamePointer(ValueKind kind, ValueFlags flags, bool isTrustMismatchAllowed)
    {
        ref InstructionFacts facts = ref _analysis.Program.Facts[_analysis.Instruction];
        if (facts.PointerKind == ValueKind.Uninitialized)
        {
            (facts.PointerKind, facts.PointerFlags) = (kind, flags);
            return;
        }

        bool isSame = facts.PointerKind == kind && facts.PointerFlags == flags;
        if (isSame || (!IsConverted(kind) && !IsConverted(facts.PointerKind)))
            return;
        if (!isTrustMismatchAllowed || !MayMerge(kind) || !MayMerge(facts.PointerKind))
            throw _analysis.Unsafe($"same insn cannot be used with different pointers");
        facts.PointerFlags = (flags | facts.PointerFlags) & (ValueFlags.Untrusted | ValueFlags.ReadOnly);
        if (kind == ValueKind.Memory)
            facts.PointerKind = ValueKind.Memory;
    }

    private static bool MayMerge(ValueKind kind) => kind is ValueKind.Memory or ValueKind.BtfObject;

    private static bool IsConverted(ValueKind kind) => kind is ValueKind.Context or ValueKind.Socket or ValueKind.SocketCommon
        or ValueKind.TcpSocket or ValueKind.XdpSocket or ValueKind.BtfObject or ValueKind.Arena;
}
