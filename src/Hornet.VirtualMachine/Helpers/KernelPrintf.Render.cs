// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.VirtualMachines;

/// <content>The second pass: formatting the gathered arguments.</content>
internal static partial class KernelPrintf
{
    private const int NoWidth = -1;
    private const int PointerWidth = 16;

    /// <summary>One specifier: flags, width and base.</summary>
    private struct Specifier
    {
        public bool Left;
        public bool Plus;
        public bool Space;
        public bool Zero;
        public bool Signed;
        public bool Upper;
        public int Width;
        public uint Base;
    }

    /// <summary>The text so far: what does not fit is counted, not written.</summary>
    private ref struct Output(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;

        public int Length;

        public readonly bool IsFull => Length >= _buffer.Length;

        public void Put(byte c)
        {
            if (!IsFull)
                _buffer[Length] = c;
            Length++;
        }

        public void Put(scoped ReadOnlySpan<byte> text)
        {
            if (!IsFull)
                text[..Math.Min(text.Length, _buffer.Length - Length)].CopyTo(_buffer[Length..]);
            Length += text.Length;
        }

        public void Repeat(byte c, int count)
        {
            if (count <= 0)
                return;
            if (!IsFull)
                _buffer.Slice(Length, Math.Min(count, _buffer.Length - Length)).Fill(c);
            Length += count;
        }

        public readonly void Terminate()
        {
            if (!_buffer.IsEmpty)
                _buffer[Math.Min(Length, _buffer.Length - 1)] = 0;
        }
    }

    private static int Render<TSource>(FormatReader format, ReadOnlySpan<byte> gathered, Span<byte> output, ref TSource source)
        where TSource : IPrintfSource
    {
        Output text = new(output);
        int taken = 0;
        int at = 0;
        while (at < format.Length)
        {
            int plain = at;
            while (at < format.Length && format[at] != '%')
                at++;
            text.Put(format.Slice(plain, at));
            if (at < format.Length)
                RenderOne(format, ref at, gathered, ref taken, ref text, ref source);
        }

        text.Terminate();
        return text.Length;
    }

    /// <summary>Formats one argument; <paramref name="at"/> goes from the percent sign to the character after the specifier.</summary>
    private static void RenderOne<TSource>(
        FormatReader format, ref int at, ReadOnlySpan<byte> gathered, ref int taken, ref Output text, ref TSource source)
        where TSource : IPrintfSource
    {
        Specifier specifier = ReadFlagsAndWidth(format, ref at);
        int longs = 0;
        while (format[at] == 'l')
        {
            longs++;
            at++;
        }

        byte conversion = format[at++];
        switch (conversion)
        {
            case (byte)'%':
                text.Put(conversion);
                return;
            case (byte)'c':
                byte c = taken < gathered.Length ? gathered[taken++] : (byte)0;
                text.Repeat((byte)' ', specifier.Left ? 0 : specifier.Width - 1);
                text.Put(c);
                text.Repeat((byte)' ', specifier.Left ? specifier.Width - 1 : 0);
                return;
            case (byte)'s':
                WriteString(TakeString(gathered, ref taken), specifier, ref text);
                return;
            case (byte)'p':
                RenderPointer(format, ref at, specifier, gathered, ref taken, ref text, ref source);
                return;
        }

        specifier.Base = conversion is (byte)'x' or (byte)'X' ? 16u : 10u;
        specifier.Upper = conversion == 'X';
        specifier.Signed = conversion is (byte)'d' or (byte)'i';
        ulong number = TakeWord(gathered, ref taken, longs > 0 ? sizeof(ulong) : sizeof(uint));
        if (longs == 0 && specifier.Signed)
            number = unchecked((ulong)(int)number);
        WriteNumber(number, specifier, ref text);
    }

    private static Specifier ReadFlagsAndWidth(FormatReader format, ref int at)
    {
        Specifier specifier = new() { Width = NoWidth, Base = 16 };
        for (bool isFlag = true; isFlag;)
        {
            switch (format[++at])
            {
                case (byte)'-': specifier.Left = true; break;
                case (byte)'+': specifier.Plus = true; break;
                case (byte)' ': specifier.Space = true; break;
                case (byte)'0': specifier.Zero = true; break;
                default: isFlag = false; break;
            }
        }

        if (!KernelCharacters.IsDigit(format[at]))
            return specifier;

        int width = 0;
        for (; KernelCharacters.IsDigit(format[at]); at++)
            width = unchecked((width * 10) + (format[at] - '0'));
        // The kernel keeps a width in 24 bits.
        specifier.Width = width << 8 >> 8;
        return specifier;
    }

    private static void RenderPointer<TSource>(
        FormatReader format, ref int at, Specifier specifier, ReadOnlySpan<byte> gathered, ref int taken, ref Output text, ref TSource source)
        where TSource : IPrintfSource
    {
        byte kind = format[at];
        if (kind is (byte)'s' or (byte)'S')
        {
            Span<byte> symbol = stackalloc byte[LongestSymbol];
            int length = WriteSymbol(TakeWord(gathered, ref taken, sizeof(ulong)), withOffset: kind == 'S', symbol, ref source);
            WriteString(symbol[..length], specifier, ref text);
        }
        else if (kind is (byte)'x' or (byte)'K' || !KernelCharacters.IsAlphanumeric(kind))
        {
            if (specifier.Width == NoWidth)
            {
                specifier.Width = PointerWidth;
                specifier.Zero = true;
            }

            WriteNumber(TakeWord(gathered, ref taken, sizeof(ulong)), specifier, ref text);
        }
        else if (!text.IsFull)
        {
            // Already text. In a full output the kernel neither counts it nor steps over it; the result's length shows that.
            text.Put(TakeString(gathered, ref taken));
        }

        while (KernelCharacters.IsAlphanumeric(format[at]))
            at++;
    }

    private static ulong TakeWord(ReadOnlySpan<byte> gathered, scoped ref int taken, int size)
    {
        taken = AlignWord(taken);
        if (taken + size > gathered.Length)
            return 0;
        ReadOnlySpan<byte> word = gathered.Slice(taken, size);
        taken += size;
        return size == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(word) : BinaryPrimitives.ReadUInt32LittleEndian(word);
    }

    private static ReadOnlySpan<byte> TakeString(ReadOnlySpan<byte> gathered, scoped ref int taken)
    {
        ReadOnlySpan<byte> rest = gathered[Math.Min(taken, gathered.Length)..];
        int end = rest.IndexOf((byte)0);
        ReadOnlySpan<byte> text = end < 0 ? rest : rest[..end];
        taken += text.Length + 1;
        return text;
    }

    private static void WriteString(scoped ReadOnlySpan<byte> value, Specifier specifier, ref Output text)
    {
        int padding = specifier.Width - value.Length;
        text.Repeat((byte)' ', specifier.Left ? 0 : padding);
        text.Put(value);
        text.Repeat((byte)' ', specifier.Left ? padding : 0);
    }

    private static void WriteNumber(ulong number, Specifier specifier, ref Output text)
    {
        byte sign = 0;
        if (specifier.Signed)
        {
            if ((long)number < 0)
            {
                sign = (byte)'-';
                number = unchecked(0 - number);
            }
            else if (specifier.Plus || specifier.Space)
            {
                sign = (byte)(specifier.Plus ? '+' : ' ');
            }
        }

        Span<byte> digits = stackalloc byte[20];
        int first = digits.Length;
        do
        {
            (number, ulong digit) = Math.DivRem(number, specifier.Base);
            digits[--first] = (byte)(digit < 10 ? '0' + digit : (specifier.Upper ? 'A' : 'a') + digit - 10);
        }
        while (number != 0);

        int padding = specifier.Width - (digits.Length - first) - (sign != 0 ? 1 : 0);
        bool zero = specifier.Zero && !specifier.Left;
        text.Repeat((byte)' ', specifier.Left || zero ? 0 : padding);
        if (sign != 0)
            text.Put(sign);
        text.Repeat((byte)'0', zero ? padding : 0);
        text.Put(digits[first..]);
        text.Repeat((byte)' ', specifier.Left ? padding : 0);
    }
}
