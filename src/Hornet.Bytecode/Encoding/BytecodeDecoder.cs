// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Hornet.Bytecode;

/// <summary>
/// Decodes the bytes of a program into slots, in either byte order (RFC 9669, section 3). Decoding never judges: any 8 bytes are a slot, and
/// <see cref="ProgramValidator"/> says whether the slots are a program.
/// </summary>
public static class BytecodeDecoder
{
    /// <summary>Decodes a whole program.</summary>
    /// <param name="bytecode">The program's bytes; their number is a multiple of 8.</param>
    /// <param name="bigEndian">Whether the bytes are those of a big-endian machine.</param>
    /// <exception cref="BpfException">The number of bytes is not a multiple of 8.</exception>
    public static ImmutableArray<Instruction> Decode(ReadOnlySpan<byte> bytecode, bool bigEndian = false)
    {
        var slots = new Instruction[SlotCount(bytecode)];
        Decode(bytecode, slots, bigEndian);
        return ImmutableCollectionsMarshal.AsImmutableArray(slots);
    }

    /// <summary>Decodes a whole program into memory of the caller's, without allocating.</summary>
    /// <param name="bytecode">The program's bytes; their number is a multiple of 8.</param>
    /// <param name="destination">At least one slot for every 8 bytes.</param>
    /// <param name="bigEndian">Whether the bytes are those of a big-endian machine.</param>
    /// <returns>The number of slots written.</returns>
    /// <exception cref="BpfException">The number of bytes is not a multiple of 8.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Decode(ReadOnlySpan<byte> bytecode, Span<Instruction> destination, bool bigEndian = false)
    {
        int count = SlotCount(bytecode);
        if (destination.Length < count)
            throw new ArgumentException($"Decoding bytecode: {count} slots do not fit {destination.Length}.", nameof(destination));

        if (!bigEndian && BitConverter.IsLittleEndian)
        {
            // A slot in memory is its little-endian encoding.
            MemoryMarshal.Cast<byte, Instruction>(bytecode).CopyTo(destination);
            return count;
        }

        for (int i = 0; i < count; i++)
            destination[i] = Instruction.Read(bytecode[(i * Instruction.SizeInBytes)..], bigEndian);
        return count;
    }

    /// <summary>Enumerates the slots of a program while decoding them, without allocating.</summary>
    /// <param name="bytecode">The program's bytes; their number is a multiple of 8.</param>
    /// <param name="bigEndian">Whether the bytes are those of a big-endian machine.</param>
    /// <exception cref="BpfException">The number of bytes is not a multiple of 8.</exception>
    public static BytecodeEnumerator Enumerate(ReadOnlySpan<byte> bytecode, bool bigEndian = false)
    {
        _ = SlotCount(bytecode);
        return new BytecodeEnumerator(bytecode, bigEndian);
    }

    private static int SlotCount(ReadOnlySpan<byte> bytecode)
    {
        if (bytecode.Length % Instruction.SizeInBytes != 0)
            throw new BpfException($"Decoding bytecode: {bytecode.Length} bytes are not a whole number of 8-byte slots.");
        return bytecode.Length / Instruction.SizeInBytes;
    }
}
