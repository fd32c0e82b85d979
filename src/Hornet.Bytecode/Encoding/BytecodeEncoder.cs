// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>Encodes slots into the bytes of a program, in either byte order (RFC 9669, section 3).</summary>
public static class BytecodeEncoder
{
    /// <summary>Encodes a whole program.</summary>
    /// <param name="program">The slots.</param>
    /// <param name="bigEndian">Whether the bytes are for a big-endian machine.</param>
    public static byte[] Encode(ReadOnlySpan<Instruction> program, bool bigEndian = false)
    {
        var bytecode = new byte[program.Length * Instruction.SizeInBytes];
        Encode(program, bytecode, bigEndian);
        return bytecode;
    }

    /// <summary>Encodes a whole program into memory of the caller's, without allocating.</summary>
    /// <param name="program">The slots.</param>
    /// <param name="destination">At least 8 bytes for every slot.</param>
    /// <param name="bigEndian">Whether the bytes are for a big-endian machine.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Encode(ReadOnlySpan<Instruction> program, Span<byte> destination, bool bigEndian = false)
    {
        int length = program.Length * Instruction.SizeInBytes;
        if (destination.Length < length)
            throw new ArgumentException($"Encoding bytecode: {length} bytes do not fit {destination.Length}.", nameof(destination));

        for (int i = 0; i < program.Length; i++)
            program[i].Write(destination[(i * Instruction.SizeInBytes)..], bigEndian);
        return length;
    }
}
