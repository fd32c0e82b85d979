// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>A helper's pointer arguments as spans, checked first when the program is not verified.</summary>
internal static unsafe class RunArguments
{
    /// <summary>Memory a helper only reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Readable(this ProgramRun run, ulong address, uint length) =>
        length == 0 ? default : new(run.Access(address, length, MemoryAccess.Read), checked((int)length));

    /// <summary>Memory a helper fills.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> Writable(this ProgramRun run, ulong address, uint length) =>
        length == 0 ? default : new(run.Access(address, length, MemoryAccess.Write), checked((int)length));

    /// <summary>Whether the program is an XDP program, for helpers that serve several types.</summary>
    public static bool IsXdp(this ProgramRun run) => run.Program.Type == ProgramType.Xdp;

    /// <summary>
    /// A constant string argument with its terminator. The kernel's verifier made sure of the terminator; here the string ends with the memory
    /// it lies in at the latest.
    /// </summary>
    public static ReadOnlySpan<byte> ConstantString(this ProgramRun run, ulong address)
    {
        ReadOnlySpan<byte> bytes = run.ReadableFrom(address);
        int end = bytes.IndexOf((byte)0);
        return end >= 0 ? bytes[..(end + 1)] : throw run.BadArgument("a helper got a string without a terminator");
    }

    /// <summary>Reads from anywhere in the program's world: its own memory, or the simulated kernel's. False when nothing is there.</summary>
    public static bool TryReadAnywhere(this ProgramRun run, ulong address, scoped Span<byte> destination)
    {
        if (destination.IsEmpty)
            return true;
        ReadOnlySpan<byte> bytes = run.ReadableFrom(address);
        if (bytes.Length >= destination.Length)
        {
            bytes[..destination.Length].CopyTo(destination);
            return true;
        }

        return run.Kernel.Memory.TryRead(address, destination);
    }

    /// <summary>
    /// Copies a string from anywhere with its terminator, or as much as fits with a terminator in the last byte; returns the bytes written, or
    /// <c>-EFAULT</c> with nothing written.
    /// </summary>
    public static int CopyStringFromAnywhere(this ProgramRun run, ulong address, scoped Span<byte> destination)
    {
        if (destination.IsEmpty)
            return 0;
        ReadOnlySpan<byte> bytes = run.ReadableFrom(address);
        if (bytes.IsEmpty)
            bytes = run.Kernel.Memory.ReadableFrom(address);
        int end = bytes.IndexOf((byte)0);
        int length = Math.Min(end < 0 ? bytes.Length : end, destination.Length - 1);
        // Without a terminator the bytes must at least fill the destination; otherwise the copy ran into nothing.
        if (end < 0 && bytes.Length < destination.Length)
            return -Errno.EFAULT;
        bytes[..length].CopyTo(destination);
        destination[length] = 0;
        return length + 1;
    }
}
