// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Printing: to the trace, and to the sequence file of an iterator.</summary>
internal static unsafe class TraceHelpers
{
    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.TracePrintk, &Printk, "Lines go to the result of the run.");
        table.Add(HelperId.TraceVprintk, &PrintkWithArray, "Lines go to the result of the run.");
        table.Add(HelperId.SeqPrintf, &SequencePrintf, "The text goes to the result of the run.");
        table.Add(HelperId.SeqWrite, &SequenceWrite, "The bytes go to the result of the run.");
    }

    private static ulong Printk(ProgramRun run, ulong format, ulong size, ulong first, ulong second, ulong third) =>
        Print(run, run.Readable(format, (uint)size), [first, second, third]);

    private static ulong PrintkWithArray(ProgramRun run, ulong format, ulong size, ulong arguments, ulong argumentsSize, ulong r5) =>
        StringHelpers.TryGetArguments(run, arguments, argumentsSize, out ReadOnlySpan<ulong> values)
            ? Print(run, run.Readable(format, (uint)size), values)
            : Errno.Result(Errno.EINVAL);

    private static ulong Print(ProgramRun run, scoped ReadOnlySpan<byte> format, scoped ReadOnlySpan<ulong> arguments)
    {
        Span<byte> line = stackalloc byte[KernelPrintf.LineSize];
        RunPrintfSource source = new(run);
        int length = KernelPrintf.Format(format, arguments, line, ref source);
        if (length >= 0)
            run.Trace(line[..Math.Min(length, line.Length - 1)]);
        return Errno.Of(length);
    }

    private static ulong SequencePrintf(ProgramRun run, ulong file, ulong format, ulong size, ulong arguments, ulong argumentsSize)
    {
        if (!StringHelpers.TryGetArguments(run, arguments, argumentsSize, out ReadOnlySpan<ulong> values))
            return Errno.Result(Errno.EINVAL);

        // Twelve arguments of at most 512 bytes together; widths may ask for more, which overflows like everything too long.
        Span<byte> text = stackalloc byte[4 * KernelPrintf.LineSize];
        RunPrintfSource source = new(run);
        int length = KernelPrintf.Format(run.Readable(format, (uint)size), values, text, ref source);
        if (length < 0)
            return Errno.Of(length);
        return length < text.Length && run.Helpers.AppendSequence(text[..length]) ? 0 : Errno.Result(Errno.EOVERFLOW);
    }

    private static ulong SequenceWrite(ProgramRun run, ulong file, ulong data, ulong length, ulong r4, ulong r5) =>
        run.Helpers.AppendSequence(run.Readable(data, (uint)length)) ? 0 : Errno.Result(Errno.EOVERFLOW);
}
