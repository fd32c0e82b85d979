// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// The string kfuncs of Linux 6.17 (<c>kernel/bpf/helpers.c</c>): positions in strings, with <c>-ENOENT</c> for what is not found, <c>-EFAULT</c>
/// for a string that cannot be read to its end, and <c>-E2BIG</c> for one without an end in its first 64 KiB.
/// </summary>
internal static class StringFunctions
{
    private const int MaxLength = 65_536;

    public static ulong Compare(ProgramRun run, ulong first, ulong second, ulong r3, ulong r4, ulong r5)
    {
        int error = Read(run, first, out ReadOnlySpan<byte> left);
        if (error != 0)
            return Errno.Result(error);
        error = Read(run, second, out ReadOnlySpan<byte> right);
        return error != 0 ? Errno.Result(error) : Errno.Of(Math.Sign(left.SequenceCompareTo(right)));
    }

    public static ulong FindCharacter(ProgramRun run, ulong text, ulong character, ulong r3, ulong r4, ulong r5) =>
        FindCharacterWithin(run, text, MaxLength, character, 0, 0);

    public static ulong FindCharacterOrEnd(ProgramRun run, ulong text, ulong character, ulong r3, ulong r4, ulong r5)
    {
        int error = Read(run, text, out ReadOnlySpan<byte> bytes);
        if (error != 0)
            return Errno.Result(error);
        int found = bytes.IndexOf((byte)character);
        return (ulong)(found >= 0 ? found : bytes.Length);
    }

    public static ulong FindCharacterWithin(ProgramRun run, ulong text, ulong count, ulong character, ulong r4, ulong r5)
    {
        int error = Read(run, text, out ReadOnlySpan<byte> bytes);
        if (error != 0)
            return Errno.Result(error);
        // The terminator is part of the string.
        int found = (byte)character == 0 ? bytes.Length : bytes.IndexOf((byte)character);
        return found >= 0 && (ulong)found < count ? (ulong)found : Errno.Result(Errno.ENOENT);
    }

    public static ulong FindLastCharacter(ProgramRun run, ulong text, ulong character, ulong r3, ulong r4, ulong r5)
    {
        int error = Read(run, text, out ReadOnlySpan<byte> bytes);
        if (error != 0)
            return Errno.Result(error);
        int found = (byte)character == 0 ? bytes.Length : bytes.LastIndexOf((byte)character);
        return found >= 0 ? (ulong)found : Errno.Result(Errno.ENOENT);
    }

    public static ulong Length(ProgramRun run, ulong text, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        int error = Read(run, text, out ReadOnlySpan<byte> bytes);
        return error != 0 ? Errno.Result(error) : (ulong)bytes.Length;
    }

    public static ulong LengthWithin(ProgramRun run, ulong text, ulong count, ulong r3, ulong r4, ulong r5)
    {
        int error = Read(run, text, out ReadOnlySpan<byte> bytes);
        return error != 0 ? Errno.Result(error) : Math.Min((ulong)bytes.Length, count);
    }

    public static ulong Span(ProgramRun run, ulong text, ulong accept, ulong r3, ulong r4, ulong r5) => Span(run, text, accept, complement: false);

    public static ulong ComplementSpan(ProgramRun run, ulong text, ulong reject, ulong r3, ulong r4, ulong r5) => Span(run, text, reject, complement: true);

    public static ulong FindString(ProgramRun run, ulong text, ulong part, ulong r3, ulong r4, ulong r5) =>
        FindStringWithin(run, text, part, MaxLength, 0, 0);

    public static ulong FindStringWithin(ProgramRun run, ulong text, ulong part, ulong length, ulong r4, ulong r5)
    {
        int error = Read(run, text, out ReadOnlySpan<byte> bytes);
        if (error != 0)
            return Errno.Result(error);
        error = Read(run, part, out ReadOnlySpan<byte> wanted);
        if (error != 0)
            return Errno.Result(error);
        int found = bytes[..(int)Math.Min((ulong)bytes.Length, length)].IndexOf(wanted);
        return found >= 0 ? (ulong)found : Errno.Result(Errno.ENOENT);
    }

    private static ulong Span(ProgramRun run, ulong text, ulong set, bool complement)
    {
        int error = Read(run, text, out ReadOnlySpan<byte> bytes);
        if (error != 0)
            return Errno.Result(error);
        error = Read(run, set, out ReadOnlySpan<byte> characters);
        if (error != 0)
            return Errno.Result(error);
        int end = complement ? bytes.IndexOfAny(characters) : bytes.IndexOfAnyExcept(characters);
        return (ulong)(end >= 0 ? end : bytes.Length);
    }

    private static int Read(ProgramRun run, ulong address, out ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> bytes = run.ReadableFrom(address);
        if (bytes.IsEmpty)
            bytes = run.Kernel.Memory.ReadableFrom(address);
        int end = bytes[..Math.Min(bytes.Length, MaxLength)].IndexOf((byte)0);
        text = end >= 0 ? bytes[..end] : default;
        return end >= 0 ? 0 : bytes.Length >= MaxLength ? Errno.E2BIG : Errno.EFAULT;
    }
}
