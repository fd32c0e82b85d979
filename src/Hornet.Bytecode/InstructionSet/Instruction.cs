// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.Bytecode;

/// <summary>
/// One 64-bit slot of an eBPF program (RFC 9669, section 3): opcode, two registers, a signed 16-bit offset and a signed 32-bit immediate.
/// A wide instruction (<c>LD_IMM64</c>) takes two slots; the second has opcode 0 and holds the upper 32 bits in its immediate.
/// </summary>
/// <remarks>
/// The value's bytes in memory are the little-endian encoding, so a span of instructions can be handed to a little-endian kernel as it is.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = SizeInBytes)]
public readonly partial struct Instruction : IEquatable<Instruction>
{
    /// <summary>The size of one slot, in bytes.</summary>
    public const int SizeInBytes = 8;

    private readonly byte _opcode;
    private readonly byte _registers;
    private readonly short _offset;
    private readonly int _immediate;

    /// <summary>Creates an instruction slot from its fields.</summary>
    /// <param name="opcode">The opcode byte: class in the low three bits.</param>
    /// <param name="destination">The destination register field (4 bits).</param>
    /// <param name="source">The source register field (4 bits); also the kind of a call or of a wide load.</param>
    /// <param name="offset">The signed offset: bytes for memory access, slots for jumps.</param>
    /// <param name="immediate">The signed immediate.</param>
    public Instruction(byte opcode, Register destination = Register.R0, Register source = Register.R0, short offset = 0, int immediate = 0)
    {
        _opcode = opcode;
        _registers = (byte)(((int)source << 4) | ((int)destination & 0xf));
        _offset = offset;
        _immediate = immediate;
    }

    /// <summary>The opcode byte.</summary>
    public byte Opcode => _opcode;

    /// <summary>The destination register field. Bytes from outside may hold values above <see cref="Register.R10"/>; validation refuses them.</summary>
    public Register Destination => (Register)(_registers & 0xf);

    /// <summary>The source register field; for calls and wide loads, the kind of the immediate.</summary>
    public Register Source => (Register)(_registers >> 4);

    /// <summary>The offset: bytes for memory access, slots from the following instruction for jumps; a sub-operation for some ALU instructions.</summary>
    public short Offset => _offset;

    /// <summary>The immediate.</summary>
    public int Immediate => _immediate;

    /// <summary>Decodes one slot.</summary>
    /// <param name="bytes">At least 8 bytes.</param>
    /// <param name="bigEndian">True for the encoding of a big-endian machine, in which multi-byte fields and the two register nibbles are swapped.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 8 bytes.</exception>
    public static Instruction Read(ReadOnlySpan<byte> bytes, bool bigEndian = false)
    {
        if (!bigEndian)
        {
            return new Instruction(
                bytes[0],
                (Register)(bytes[1] & 0xf),
                (Register)(bytes[1] >> 4),
                BinaryPrimitives.ReadInt16LittleEndian(bytes[2..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
        }

        return new Instruction(
            bytes[0],
            (Register)(bytes[1] >> 4),
            (Register)(bytes[1] & 0xf),
            BinaryPrimitives.ReadInt16BigEndian(bytes[2..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[4..]));
    }

    /// <summary>Encodes the slot into 8 bytes.</summary>
    /// <param name="destination">At least 8 bytes.</param>
    /// <param name="bigEndian">True for the encoding of a big-endian machine.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 8 bytes.</exception>
    public void Write(Span<byte> destination, bool bigEndian = false)
    {
        destination[0] = _opcode;
        if (!bigEndian)
        {
            destination[1] = _registers;
            BinaryPrimitives.WriteInt16LittleEndian(destination[2..], _offset);
            BinaryPrimitives.WriteInt32LittleEndian(destination[4..], _immediate);
        }
        else
        {
            destination[1] = (byte)((_registers << 4) | (_registers >> 4));
            BinaryPrimitives.WriteInt16BigEndian(destination[2..], _offset);
            BinaryPrimitives.WriteInt32BigEndian(destination[4..], _immediate);
        }
    }

    /// <summary>The slot as one number: its little-endian encoding read as 64 bits, with the opcode in the lowest byte.</summary>
    public ulong Bits => _opcode | ((ulong)_registers << 8) | ((ulong)(ushort)_offset << 16) | ((ulong)(uint)_immediate << 32);

    /// <summary>The slot of a number; see <see cref="Bits"/>.</summary>
    public static Instruction FromBits(ulong bits) =>
        new((byte)bits, (Register)((bits >> 8) & 0xf), (Register)((bits >> 12) & 0xf), (short)(bits >> 16), (int)(bits >> 32));

    /// <summary>The same slot with another immediate.</summary>
    public Instruction WithImmediate(int immediate) => new(_opcode, Destination, Source, _offset, immediate);

    /// <summary>The same slot with another offset.</summary>
    public Instruction WithOffset(short offset) => new(_opcode, Destination, Source, offset, _immediate);

    /// <summary>The same slot with another source register field.</summary>
    public Instruction WithSource(Register source) => new(_opcode, Destination, source, _offset, _immediate);

    /// <inheritdoc/>
    public bool Equals(Instruction other) => Unsafe.BitCast<Instruction, ulong>(this) == Unsafe.BitCast<Instruction, ulong>(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Instruction other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Unsafe.BitCast<Instruction, ulong>(this).GetHashCode();

    /// <summary>Equality of all fields.</summary>
    public static bool operator ==(Instruction left, Instruction right) => left.Equals(right);

    /// <summary>Inequality of any field.</summary>
    public static bool operator !=(Instruction left, Instruction right) => !left.Equals(right);
}
