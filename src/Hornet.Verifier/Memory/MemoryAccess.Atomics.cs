// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

// Atomic operations.
internal sealed partial class MemoryAccess
{
    /// <summary>Processes an atomic instruction, load-acquire and store-release included.</summary>
    public void CheckAtomic(Instruction instruction)
    {
        switch (instruction.AtomicOperation)
        {
            case AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor
                or AtomicOperation.FetchAdd or AtomicOperation.FetchOr or AtomicOperation.FetchAnd or AtomicOperation.FetchXor
                or AtomicOperation.Exchange or AtomicOperation.CompareExchange:
                CheckReadModifyWrite(instruction);
                break;
            case AtomicOperation.LoadAcquire:
                CheckLoadAcquire(instruction);
                break;
            case AtomicOperation.StoreRelease:
                CheckStoreRelease(instruction);
                break;
            default:
                throw _analysis.Refuse(FailureKind.Structure, $"BPF_ATOMIC uses invalid atomic opcode {instruction.Immediate:x2}");
        }
    }

    private void CheckReadModifyWrite(Instruction instruction)
    {
        int size = instruction.AccessSize;
        if (size < sizeof(uint))
            throw _analysis.Refuse(FailureKind.Structure, $"invalid atomic operand size");
        int address = (int)instruction.Destination, operand = (int)instruction.Source;
        _analysis.Readable(instruction.Source);
        _analysis.Readable(instruction.Destination);
        bool isCompare = instruction.AtomicOperation == AtomicOperation.CompareExchange;
        if (isCompare)
        {
            _analysis.Readable(Register.R0);
            CheckNumber((int)Register.R0);
        }

        CheckNumber(operand);
        CheckAtomicPointer(address, "stores into");
        int loaded = -1;
        if (((int)instruction.AtomicOperation & (int)AtomicOperation.FetchAdd) != 0)
        {
            loaded = isCompare ? (int)Register.R0 : operand;
            _analysis.CheckWritable((Register)loaded);
        }

        // The register that gets the old value may be the address itself, which then is none any more.
        ref RegisterState pointer = ref _analysis.Register(address);
        bool isArena = pointer.Kind == ValueKind.Arena;
        ValueFlags flags = pointer.Flags;
        InstructionProof proof = AccessProofs.Of(_analysis, in pointer, instruction.Offset, size);
        if (loaded >= 0)
            _analysis.Register(loaded) = LoadedValue.Unknown(_analysis);
        Access(address, instruction.Offset, size, AccessKind.Read, -1, isSignExtended: false, isStrict: true);
        if (loaded >= 0)
            Access(address, instruction.Offset, size, AccessKind.Read, loaded, isSignExtended: false, isStrict: true);
        if (isArena)
            CheckSamePointer(ValueKind.Arena, flags, isTrustMismatchAllowed: false);
        Access(address, instruction.Offset, size, AccessKind.Write, -1, isSignExtended: false, isStrict: true);
        AccessProofs.Record(ref _analysis.Program.Facts[_analysis.Instruction].Proof, proof);
    }

    private void CheckLoadAcquire(Instruction instruction)
    {
        _analysis.Readable(instruction.Source);
        _analysis.CheckWritable(instruction.Destination);
        int address = (int)instruction.Source;
        Check(address, instruction.Offset, instruction.AccessSize, AccessKind.Read, (int)instruction.Destination, isStrict: true);
        CheckAtomicPointer(address, "loads from");
    }

    private void CheckStoreRelease(Instruction instruction)
    {
        _analysis.Readable(instruction.Source);
        _analysis.Readable(instruction.Destination);
        int address = (int)instruction.Destination;
        Check(address, instruction.Offset, instruction.AccessSize, AccessKind.Write, (int)instruction.Source, isStrict: true);
        CheckAtomicPointer(address, "stores into");
    }

    private void CheckNumber(int register)
    {
        if (!_analysis.Program.IsPrivileged && !_analysis.Register(register).IsScalar)
            throw _analysis.Unsafe($"R{register} leaks addr into mem");
    }

    private void CheckAtomicPointer(int register, string way)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (pointer.Kind is ValueKind.Context or ValueKind.Packet or ValueKind.PacketMeta or ValueKind.FlowKeys
            or ValueKind.Socket or ValueKind.SocketCommon or ValueKind.TcpSocket or ValueKind.XdpSocket)
        {
            throw _analysis.Unsafe($"BPF_ATOMIC {way} R{register} {ValueNames.NameOf(in pointer)} is not allowed");
        }
    }
}
