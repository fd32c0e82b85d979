// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

// Loads, stores and atomic operations.
public sealed partial class BpfAssembler
{
    /// <summary><c>destination = *(size *)(address + offset)</c>, zero-extended.</summary>
    /// <param name="size">How much is loaded.</param>
    /// <param name="destination">The register that is loaded.</param>
    /// <param name="address">The register with the address.</param>
    /// <param name="offset">What is added to it, in bytes.</param>
    public BpfAssembler Load(MemorySize size, Register destination, Register address, short offset = 0) =>
        Append(new Instruction((byte)(Opcodes.LoadWord | (byte)size), destination, address, offset));

    /// <summary><c>destination = *(size *)(address + offset)</c>, sign-extended; 1, 2 or 4 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is 8 bytes, which leaves nothing to extend.</exception>
    public BpfAssembler LoadSigned(MemorySize size, Register destination, Register address, short offset = 0) =>
        Append(new Instruction((byte)(Opcodes.LoadSignedWord | (byte)Smaller(size)), destination, address, offset));

    /// <summary><c>*(size *)(address + offset) = source</c>.</summary>
    public BpfAssembler Store(MemorySize size, Register address, short offset, Register source) =>
        Append(new Instruction((byte)(Opcodes.StoreWordRegister | (byte)size), address, source, offset));

    /// <summary><c>*(size *)(address + offset) = value</c>; the value is sign-extended to 8 bytes.</summary>
    public BpfAssembler Store(MemorySize size, Register address, short offset, int value) =>
        Append(new Instruction((byte)(Opcodes.StoreWordImmediate | (byte)size), address, offset: offset, immediate: value));

    /// <summary>An atomic operation on memory at a register plus an offset.</summary>
    /// <param name="operation">The operation; load-acquire has its own method.</param>
    /// <param name="size">4 or 8 bytes; for store-release also 1 and 2.</param>
    /// <param name="address">The register with the address.</param>
    /// <param name="offset">What is added to it, in bytes.</param>
    /// <param name="source">The operand, which a fetching operation replaces by the old value.</param>
    /// <exception cref="ArgumentException">There is no such operation of that size.</exception>
    public BpfAssembler Atomic(AtomicOperation operation, MemorySize size, Register address, short offset, Register source)
    {
        var instruction = new Instruction((byte)(Opcodes.AtomicWord | (byte)size), address, source, offset, (int)operation);
        if (operation == AtomicOperation.LoadAcquire || InstructionSet.Check(instruction) == InstructionFault.InvalidAtomicOperation)
            throw new ArgumentException($"Building an atomic operation: there is no {operation} of {instruction.AccessSize} bytes here.", nameof(operation));
        return Append(instruction);
    }

    /// <summary><c>destination = load_acquire((size *)(address + offset))</c> (Linux 6.15).</summary>
    public BpfAssembler LoadAcquire(MemorySize size, Register destination, Register address, short offset = 0) =>
        Append(new Instruction((byte)(Opcodes.AtomicWord | (byte)size), destination, address, offset, (int)AtomicOperation.LoadAcquire));

    /// <summary><c>r0 = *(size *)skb[offset]</c>: the deprecated load from the packet whose context is in R6; 1, 2 or 4 bytes, big-endian.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is 8 bytes.</exception>
    public BpfAssembler LoadPacket(MemorySize size, int offset) =>
        Append(new Instruction((byte)(Opcodes.LoadPacketWord | (byte)Smaller(size)), immediate: offset));

    /// <summary><c>r0 = *(size *)skb[index + offset]</c>: the deprecated load from the packet whose context is in R6; 1, 2 or 4 bytes, big-endian.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is 8 bytes.</exception>
    public BpfAssembler LoadPacket(MemorySize size, Register index, int offset) =>
        Append(new Instruction((byte)(Opcodes.LoadPacketIndirectWord | (byte)Smaller(size)), source: index, immediate: offset));

    /// <summary><c>destination = value ll</c>, in two slots.</summary>
    public BpfAssembler LoadWide(Register destination, ulong value) => AppendWide(destination, value, WideLoadKind.Immediate);

    /// <summary>A wide load of any kind, in two slots.</summary>
    /// <param name="destination">The register that is loaded.</param>
    /// <param name="kind">What the two halves mean.</param>
    /// <param name="low">The immediate of the first slot.</param>
    /// <param name="high">The immediate of the second slot.</param>
    public BpfAssembler LoadWide(Register destination, WideLoadKind kind, int low, int high = 0) =>
        AppendWide(destination, (uint)low | ((ulong)(uint)high << 32), kind);

    /// <summary>The address of a map, by the map's name.</summary>
    public BpfAssembler LoadMap(Register destination, string map)
    {
        ArgumentException.ThrowIfNullOrEmpty(map);
        _builder.AddReference(PendingReferenceKind.Map, map);
        return AppendWide(destination, 0, WideLoadKind.MapDescriptor);
    }

    /// <summary>The address of a byte in the only value of a map, by the map's name.</summary>
    public BpfAssembler LoadMapValue(Register destination, string map, int offset = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(map);
        _builder.AddReference(PendingReferenceKind.MapValue, map, offset);
        return AppendWide(destination, (ulong)(uint)offset << 32, WideLoadKind.MapValue);
    }

    /// <summary>The address of a kernel variable, by its name.</summary>
    public BpfAssembler LoadKernelVariable(Register destination, string variable)
    {
        ArgumentException.ThrowIfNullOrEmpty(variable);
        _builder.AddReference(PendingReferenceKind.KernelVariable, variable);
        return AppendWide(destination, 0, WideLoadKind.Variable);
    }

    /// <summary>The address of a function of this program, for helpers that call back.</summary>
    public BpfAssembler LoadFunction(Register destination, string target)
    {
        AppendJump(new Instruction(Opcodes.LoadImmediate64, destination, (Register)WideLoadKind.Function), target);
        return Append(default);
    }

    private BpfAssembler AppendWide(Register destination, ulong value, WideLoadKind kind)
    {
        _builder.AddWide(destination, value, kind);
        return this;
    }

    private static MemorySize Smaller(MemorySize size) => size != MemorySize.DoubleWord
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, "Building a load: this kind loads at most 4 bytes.");
}
