// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.VirtualMachines.Tests;

public sealed class KernelPrintfTests
{
    private const ulong FirstAddress = 0x10000;

    [Theory]
    [MemberData(nameof(PrintfCorpus.Lines), MemberType = typeof(PrintfCorpus))]
    public void Formats_as_the_corpus_says(int line)
    {
        PrintfCase one = PrintfCorpus.At(line);
        Memory memory = new();
        ulong[] arguments = [.. one.Arguments.Select(argument => argument.Memory is null ? argument.Value : memory.Add(argument.Memory))];
        byte[] output = new byte[256];

        int result = KernelPrintf.Format([.. one.Format, 0], arguments, output, ref memory);

        if (one.Text is null)
        {
            result.ShouldBe(-one.Errno);
            return;
        }

        Encoding.Latin1.GetString(output.AsSpan(0, output.AsSpan().IndexOf((byte)0))).ShouldBe(Encoding.Latin1.GetString(one.Text));
        result.ShouldBe(one.Text.Length);
    }

    [Fact]
    public void A_format_without_terminator_is_EINVAL()
    {
        Memory memory = new();

        KernelPrintf.Format("abc"u8, [], new byte[8], ref memory).ShouldBe(-Errno.EINVAL);
    }

    [Fact]
    public void A_text_that_does_not_fit_is_cut_terminated_and_its_full_length_returned()
    {
        Memory memory = new();
        byte[] output = [1, 2, 3, 4, 5, 6];

        KernelPrintf.Format("%d and more\0"u8, [12345], output.AsSpan(0, 5), ref memory).ShouldBe(14);

        output.ShouldBe("1234\0"u8.ToArray().Append((byte)6).ToArray());
    }

    [Fact]
    public void Nothing_is_written_to_an_empty_output()
    {
        Memory memory = new();

        KernelPrintf.Format("%d\0"u8, [12345], [], ref memory).ShouldBe(5);
    }

    [Fact]
    public void A_string_is_cut_where_the_room_for_arguments_ends()
    {
        Memory memory = new();
        ulong text = memory.Add(Encoding.ASCII.GetBytes(new string('x', 600) + "\0"));
        byte[] output = new byte[1024];

        KernelPrintf.Format("%s\0"u8, [text], output, ref memory).ShouldBe(KernelPrintf.GatheredSize - 1);
        KernelPrintf.Format("%s%s\0"u8, [text, text], output, ref memory).ShouldBe(-Errno.ENOSPC);
        KernelPrintf.Format("%s%d\0"u8, [text, 1], output, ref memory).ShouldBe(-Errno.ENOSPC);
    }

    [Fact]
    public void Symbols_are_named_by_the_source()
    {
        Memory memory = new() { Symbol = "do_sys_open" };
        byte[] output = new byte[64];

        int length = KernelPrintf.Format("%ps %pS\0"u8, [0x1000, 0x1000], output, ref memory);

        Encoding.ASCII.GetString(output, 0, length).ShouldBe("do_sys_open do_sys_open+0x0/0x10");
    }

    [Fact]
    public void A_very_wide_field_costs_no_time()
    {
        Memory memory = new();

        KernelPrintf.Format("%8000000d\0"u8, [1], new byte[16], ref memory).ShouldBe(8_000_000);
    }

    /// <summary>Blocks of bytes at made-up addresses.</summary>
    private sealed class Memory : IPrintfSource
    {
        private readonly Dictionary<ulong, byte[]> _blocks = [];

        public string? Symbol { get; init; }

        public ulong Add(byte[] bytes)
        {
            ulong address = FirstAddress + ((ulong)_blocks.Count * 0x1000);
            _blocks.Add(address, bytes);
            return address;
        }

        public bool TryRead(ulong address, scoped Span<byte> destination)
        {
            if (!_blocks.TryGetValue(address, out byte[]? block) || block.Length < destination.Length)
                return false;
            block.AsSpan(0, destination.Length).CopyTo(destination);
            return true;
        }

        public int CopyString(ulong address, scoped Span<byte> destination)
        {
            if (!_blocks.TryGetValue(address, out byte[]? block))
                return 0;
            int length = Math.Min(block.AsSpan().IndexOf((byte)0), destination.Length - 1);
            block.AsSpan(0, length).CopyTo(destination);
            destination[length] = 0;
            return length + 1;
        }

        public int WriteSymbol(ulong address, bool withOffset, scoped Span<byte> destination) =>
            Symbol is null ? 0 : Encoding.ASCII.GetBytes(withOffset ? Symbol + "+0x0/0x10" : Symbol, destination);
    }
}
