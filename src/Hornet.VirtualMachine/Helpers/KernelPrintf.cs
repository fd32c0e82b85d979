// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.VirtualMachines;

/// <summary>
/// The format strings of <c>bpf_trace_printk</c>, <c>bpf_trace_vprintk</c>, <c>bpf_snprintf</c> and <c>bpf_seq_printf</c>: <c>%[0 +-][width]</c>
/// with <c>d i u x X</c> (also <c>l</c> and <c>ll</c>), <c>c</c>, <c>s</c>, <c>p px pK ps pS pB pks pus pi4 pI4 pi6 pI6</c> and <c>%%</c>.
/// </summary>
/// <remarks>
/// As in the kernel (<c>bpf_bprintf_prepare</c> in <c>kernel/bpf/helpers.c</c>, <c>bstr_printf</c> in <c>lib/vsprintf.c</c>) there are two
/// passes: the first checks the format and gathers the arguments, strings included, in 512 bytes; the second formats them. What shows of this:
/// strings are cut and arguments refused (<c>-ENOSPC</c>) when the 512 bytes are full, addresses of <c>%pI4</c> and its like ignore a width, and
/// letters straight after a pointer specifier are dropped. Plain <c>%p</c> prints the address, as a kernel started with
/// <c>no_hash_pointers</c> does. Nothing is allocated.
/// </remarks>
internal static partial class KernelPrintf
{
    /// <summary>The most arguments an argument array may have (<c>MAX_BPRINTF_VARARGS</c>).</summary>
    public const int MaxArguments = 12;

    /// <summary>Bytes of a trace line with its terminator (<c>MAX_BPRINTF_BUF</c>).</summary>
    public const int LineSize = 1024;

    /// <summary>Bytes for gathered arguments (<c>MAX_BPRINTF_BIN_ARGS</c>).</summary>
    public const int GatheredSize = 512;

    private const int LongestIPv6Text = 40;
    private const int LongestSymbol = 256;

    /// <summary>
    /// Formats into <paramref name="output"/>, always terminated when it has any room. Returns the length of the whole text without its
    /// terminator, which may be more than fits; or <c>-EINVAL</c> for a bad format or too few arguments, <c>-ENOSPC</c> for too large ones.
    /// </summary>
    /// <param name="format">The format; what follows its first zero byte is ignored, and without one it is <c>-EINVAL</c>.</param>
    /// <param name="arguments">The arguments, one 64-bit word each.</param>
    /// <param name="output">Where the text goes.</param>
    /// <param name="source">The memory and the names pointers refer to.</param>
    public static int Format<TSource>(ReadOnlySpan<byte> format, ReadOnlySpan<ulong> arguments, Span<byte> output, ref TSource source)
        where TSource : IPrintfSource
    {
        int end = format.IndexOf((byte)0);
        if (end < 0)
            return -Errno.EINVAL;

        Span<byte> gathered = stackalloc byte[GatheredSize];
        FormatReader reader = new(format[..end]);
        int error = Gather(reader, arguments, gathered, ref source);
        return error < 0 ? error : Render(reader, gathered, output, ref source);
    }

    /// <summary>A format whose characters past the end are zero, so that looking ahead needs no checks.</summary>
    private readonly ref struct FormatReader(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;

        public int Length => _text.Length;

        public byte this[int index] => (uint)index < (uint)_text.Length ? _text[index] : (byte)0;

        public ReadOnlySpan<byte> Slice(int start, int end) => _text[start..end];
    }

    private static int Gather<TSource>(FormatReader format, ReadOnlySpan<ulong> arguments, Span<byte> gathered, ref TSource source)
        where TSource : IPrintfSource
    {
        int used = 0;
        int argument = 0;
        for (int at = 0; at < format.Length; at++)
        {
            byte c = format[at];
            if (KernelCharacters.IsAscii(c) && !KernelCharacters.IsPrintableAscii(c) && !KernelCharacters.IsSpace(c))
                return -Errno.EINVAL;
            if (c != '%')
                continue;
            if (format[at + 1] == '%')
            {
                at++;
                continue;
            }

            if (argument >= arguments.Length)
                return -Errno.EINVAL;
            at = SkipFlagsAndWidth(format, at + 1);
            int error = GatherOne(format, ref at, arguments[argument++], gathered, ref used, ref source);
            if (error < 0)
                return error;
        }

        return 0;
    }

    private static int SkipFlagsAndWidth(FormatReader format, int at)
    {
        while (format[at] is (byte)'0' or (byte)'+' or (byte)'-' or (byte)' ')
            at++;
        while (KernelCharacters.IsDigit(format[at]))
            at++;
        return at;
    }

    /// <summary>Gathers one argument and leaves <paramref name="at"/> on the last character of its specifier.</summary>
    private static int GatherOne<TSource>(
        FormatReader format, ref int at, ulong value, Span<byte> gathered, ref int used, ref TSource source)
        where TSource : IPrintfSource
    {
        switch (format[at])
        {
            case (byte)'p':
                return GatherPointer(format, ref at, value, gathered, ref used, ref source);
            case (byte)'s':
                return GatherString(format, at, value, gathered, ref used, ref source);
            case (byte)'c':
                if (used >= gathered.Length)
                    return -Errno.ENOSPC;
                gathered[used++] = (byte)value;
                return 0;
        }

        int size = sizeof(int);
        for (int longs = 0; longs < 2 && format[at] == 'l'; longs++, at++)
            size = sizeof(long);
        if (format[at] is not ((byte)'d' or (byte)'i' or (byte)'u' or (byte)'x' or (byte)'X'))
            return -Errno.EINVAL;
        return GatherWord(value, size, gathered, ref used);
    }

    private static int GatherPointer<TSource>(
        FormatReader format, ref int at, ulong value, Span<byte> gathered, ref int used, ref TSource source)
        where TSource : IPrintfSource
    {
        byte kind = format[at + 1];
        if (kind == 0 || KernelCharacters.IsSpace(kind) || KernelCharacters.IsPunctuation(kind))
            return GatherWord(value, sizeof(ulong), gathered, ref used);

        switch (kind)
        {
            case (byte)'k' or (byte)'u' when format[at + 2] == 's':
                at += 2;
                return GatherString(format, at, value, gathered, ref used, ref source);
            case (byte)'K' or (byte)'x' or (byte)'s' or (byte)'S':
                at++;
                return GatherWord(value, sizeof(ulong), gathered, ref used);
            case (byte)'B':
                at++;
                Span<byte> symbol = stackalloc byte[LongestSymbol];
                return GatherText(symbol[..WriteSymbol(value, withOffset: true, symbol, ref source)], gathered, ref used);
            case (byte)'i' or (byte)'I' when format[at + 2] is (byte)'4' or (byte)'6':
                at += 2;
                return GatherInternetAddress(value, kind, format[at], gathered, ref used, ref source);
            default:
                return -Errno.EINVAL;
        }
    }

    private static int GatherWord(ulong value, int size, Span<byte> gathered, ref int used)
    {
        used = AlignWord(used);
        if (gathered.Length - used < size)
            return -Errno.ENOSPC;
        if (size == sizeof(ulong))
            BinaryPrimitives.WriteUInt64LittleEndian(gathered[used..], value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(gathered[used..], (uint)value);
        used += size;
        return 0;
    }

    private static int GatherString<TSource>(
        FormatReader format, int at, ulong address, Span<byte> gathered, ref int used, ref TSource source)
        where TSource : IPrintfSource
    {
        byte next = format[at + 1];
        if (next != 0 && !KernelCharacters.IsSpace(next) && !KernelCharacters.IsPunctuation(next))
            return -Errno.EINVAL;
        if (used >= gathered.Length)
            return -Errno.ENOSPC;

        int length = source.CopyString(address, gathered[used..]);
        if (length <= 0)
        {
            gathered[used] = 0;
            length = 1;
        }

        used += length;
        return 0;
    }

    private static int GatherInternetAddress<TSource>(
        ulong address, byte kind, byte version, Span<byte> gathered, ref int used, ref TSource source)
        where TSource : IPrintfSource
    {
        Span<byte> bytes = stackalloc byte[version == '4' ? 4 : 16];
        if (gathered.Length - used < bytes.Length)
            return -Errno.ENOSPC;
        if (!source.TryRead(address, bytes))
            bytes.Clear();

        Span<byte> text = stackalloc byte[LongestIPv6Text];
        int length = version == '4' ? WriteIPv4(bytes, leadingZeros: kind == 'i', text) : WriteIPv6(bytes, colons: kind == 'I', text);
        return GatherText(text[..length], gathered, ref used);
    }

    private static int GatherText(ReadOnlySpan<byte> text, Span<byte> gathered, ref int used)
    {
        if (gathered.Length - used < text.Length + 1)
            return -Errno.ENOSPC;
        text.CopyTo(gathered[used..]);
        gathered[used + text.Length] = 0;
        used += text.Length + 1;
        return 0;
    }

    private static int WriteIPv4(ReadOnlySpan<byte> address, bool leadingZeros, Span<byte> text)
    {
        int length = 0;
        for (int at = 0; at < address.Length; at++)
        {
            byte part = address[at];
            if (at > 0)
                text[length++] = (byte)'.';
            if (leadingZeros || part >= 100)
                text[length++] = (byte)('0' + (part / 100));
            if (leadingZeros || part >= 10)
                text[length++] = (byte)('0' + (part / 10 % 10));
            text[length++] = (byte)('0' + (part % 10));
        }

        return length;
    }

    private static int WriteIPv6(ReadOnlySpan<byte> address, bool colons, Span<byte> text)
    {
        int length = 0;
        for (int at = 0; at < address.Length; at++)
        {
            if (colons && at > 0 && at % 2 == 0)
                text[length++] = (byte)':';
            text[length++] = LowerHex((uint)address[at] >> 4);
            text[length++] = LowerHex(address[at] & 15u);
        }

        return length;
    }

    /// <summary>The name of an address, or the address itself in hexadecimal.</summary>
    private static int WriteSymbol<TSource>(ulong address, bool withOffset, Span<byte> text, ref TSource source)
        where TSource : IPrintfSource
    {
        int length = source.WriteSymbol(address, withOffset, text);
        if (length > 0)
            return length;

        "0x"u8.CopyTo(text);
        length = 2;
        int digits = Math.Max(1, (67 - int.Min(63, (int)ulong.LeadingZeroCount(address))) / 4);
        for (int digit = digits - 1; digit >= 0; digit--)
            text[length++] = LowerHex((uint)(address >> (digit * 4)) & 15);
        return length;
    }

    private static int AlignWord(int offset) => (offset + 3) & ~3;

    private static byte LowerHex(uint digit) => (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}
