// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Strings: parsing numbers, comparing, formatting.</summary>
internal static unsafe class StringHelpers
{
    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.StringToLong, &StringToLong);
        table.Add(HelperId.StringToUnsignedLong, &StringToUnsignedLong);
        table.Add(HelperId.Strncmp, &Compare);
        table.Add(HelperId.Snprintf, &Format, "Plain %p prints the address, as with no_hash_pointers.");
    }

    private static ulong StringToLong(ProgramRun run, ulong text, ulong length, ulong flags, ulong result, ulong r5)
    {
        byte* destination = run.Access(result, sizeof(long), MemoryAccess.Write);
        int consumed = KernelNumbers.ParseSigned(run.Readable(text, ClampLength(length)), flags, out long value);
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(destination, sizeof(long)), value);
        return Errno.Of(consumed);
    }

    private static ulong StringToUnsignedLong(ProgramRun run, ulong text, ulong length, ulong flags, ulong result, ulong r5)
    {
        byte* destination = run.Access(result, sizeof(ulong), MemoryAccess.Write);
        int consumed = KernelNumbers.ParseUnsigned(run.Readable(text, ClampLength(length)), flags, out ulong value);
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(destination, sizeof(ulong)), value);
        return Errno.Of(consumed);
    }

    /// <summary>The kernel's <c>strncmp</c>: -1, 0 or 1 by the first bytes that differ, as unsigned characters.</summary>
    private static ulong Compare(ProgramRun run, ulong first, ulong length, ulong second, ulong r4, ulong r5)
    {
        ReadOnlySpan<byte> left = run.Readable(first, (uint)length);
        ReadOnlySpan<byte> right = run.ConstantString(second);
        for (int at = 0; at < left.Length; at++)
        {
            // The second string is constant and ends with a zero byte, so the loop never leaves it.
            if (left[at] != right[at])
                return Errno.Of(left[at] < right[at] ? -1 : 1);
            if (left[at] == 0)
                break;
        }

        return 0;
    }

    /// <summary>Formats into memory; returns the length of the whole text with its terminator.</summary>
    private static ulong Format(ProgramRun run, ulong text, ulong size, ulong format, ulong arguments, ulong argumentsSize)
    {
        if (!TryGetArguments(run, arguments, argumentsSize, out ReadOnlySpan<ulong> values))
            return Errno.Result(Errno.EINVAL);
        Span<byte> output = run.Writable(text, (uint)size);
        RunPrintfSource source = new(run);
        int length = KernelPrintf.Format(run.ConstantString(format), values, output, ref source);
        return Errno.Of(length < 0 ? length : length + 1);
    }

    /// <summary>The argument array of <c>bpf_snprintf</c> and its relatives: up to twelve 64-bit words, or nothing.</summary>
    internal static bool TryGetArguments(ProgramRun run, ulong address, ulong size, out ReadOnlySpan<ulong> values)
    {
        uint length = (uint)size;
        values = default;
        if (length % sizeof(ulong) != 0 || length > KernelPrintf.MaxArguments * sizeof(ulong) || (length != 0 && address == 0))
            return false;
        values = MemoryMarshal.Cast<byte, ulong>(run.Readable(address, length));
        return true;
    }

    private static uint ClampLength(ulong length) => (uint)Math.Min(length, int.MaxValue);
}
