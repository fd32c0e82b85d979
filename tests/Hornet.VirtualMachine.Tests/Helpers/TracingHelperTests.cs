// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class TracingHelperTests
{
    [Fact]
    public void A_printed_line_goes_to_the_result_of_the_run()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        ulong format = bench.AllocateString("pid %d comm %s %x");
        ulong text = bench.AllocateString("bash");

        bench.Call(HelperId.TracePrintk, format, 18, 7, text, 255).ShouldBe("pid 7 comm bash ff".Length);

        bench.Run.TraceLines.ShouldBe(["pid 7 comm bash ff"]);
    }

    [Fact]
    public void A_line_of_many_arguments_takes_them_from_an_array()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        ulong format = bench.AllocateString("%d %d %d %d %d");
        ulong arguments = bench.Allocate(Enumerable.Range(1, 5).SelectMany(one => BitConverter.GetBytes((long)one)).ToArray());

        bench.Call(HelperId.TraceVprintk, format, 15, arguments, 40).ShouldBe(9);
        bench.Call(HelperId.TraceVprintk, format, 15, arguments, 36).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.TraceVprintk, format, 15, 0, 8).ShouldBe(-Errno.EINVAL);

        bench.Run.TraceLines.ShouldBe(["1 2 3 4 5"]);
    }

    [Fact]
    public void Snprintf_returns_the_length_with_its_terminator()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        ulong format = bench.AllocateString("%d!");
        ulong arguments = bench.Allocate(BitConverter.GetBytes(12345L));
        ulong text = bench.Allocate(4);

        bench.Call(HelperId.Snprintf, text, 4, format, arguments, 8).ShouldBe(7);
        HelperBench.At(text, 4).ToArray().ShouldBe("123\0"u8.ToArray());
        bench.Call(HelperId.Snprintf, 0, 0, format, arguments, 8).ShouldBe(7);
    }

    [Fact]
    public void An_iterators_output_is_collected_in_order()
    {
        using HelperBench bench = new(ProgramType.Tracing);
        ulong format = bench.AllocateString("%d,");
        ulong arguments = bench.Allocate(BitConverter.GetBytes(7L));

        bench.Call(HelperId.SeqPrintf, 1, format, 4, arguments, 8).ShouldBe(0);
        bench.Call(HelperId.SeqWrite, 1, bench.Allocate("xyz"u8), 3).ShouldBe(0);

        Encoding.ASCII.GetString(bench.Run.SequenceOutput).ShouldBe("7,xyz");
    }

    [Fact]
    public void Probe_reads_see_the_programs_memory_and_the_simulated_kernels()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Kernel.Memory.Map(0xffff_8880_0000_1000, new byte[] { 1, 2, 3, 4 });
        ulong source = bench.Allocate([9, 8, 7, 6]);
        ulong to = bench.Allocate(4);

        bench.Call(HelperId.ProbeReadKernel, to, 4, source).ShouldBe(0);
        HelperBench.At(to, 4).ToArray().ShouldBe([9, 8, 7, 6]);
        bench.Call(HelperId.ProbeRead, to, 2, 0xffff_8880_0000_1002).ShouldBe(0);
        HelperBench.At(to, 4).ToArray().ShouldBe([3, 4, 7, 6]);
    }

    [Theory]
    [InlineData(HelperId.ProbeReadKernel)]
    [InlineData(HelperId.ProbeReadUser)]
    [InlineData(HelperId.ProbeReadKernelString)]
    [InlineData(HelperId.CopyFromUser)]
    public void A_probe_read_of_nothing_is_EFAULT_and_clears_the_destination(HelperId id)
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        ulong to = bench.Allocate([1, 2, 3, 4]);

        bench.Call(id, to, 4, 0x10).ShouldBe(-Errno.EFAULT);

        HelperBench.At(to, 4).ToArray().ShouldAllBe(one => one == 0);
    }

    [Theory]
    [InlineData(16, 6)]
    [InlineData(6, 6)]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    public void A_string_is_read_with_its_terminator_or_cut(uint size, long result)
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Kernel.Memory.Map(0x7fff_0000_0000, "hello\0more"u8.ToArray());
        ulong to = bench.Allocate(Enumerable.Repeat((byte)0xff, 16).ToArray());

        bench.Call(HelperId.ProbeReadUserString, to, size, 0x7fff_0000_0000).ShouldBe(result);

        if (result > 0)
            HelperBench.At(to, (int)result).ToArray().ShouldBe([.. "hello\0"u8[..((int)result - 1)], 0]);
        if (result < 16)
            HelperBench.At(to, 16)[(int)result].ShouldBe((byte)0xff);
    }

    [Fact]
    public void Symbols_are_found_by_name_and_printed()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Kernel.Symbols.Add("vfs_read", 0xffff_ffff_8100_1000, 0x40);
        ulong name = bench.AllocateString("vfs_read");
        ulong address = bench.Allocate(8);

        bench.Call(HelperId.KernelSymbolsLookupName, name, 9, 0, address).ShouldBe(0);
        BitConverter.ToUInt64(HelperBench.At(address, 8)).ShouldBe(0xffff_ffff_8100_1000);
        bench.Call(HelperId.KernelSymbolsLookupName, name, 8, 0, address).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.KernelSymbolsLookupName, bench.AllocateString("nothing"), 8, 0, address).ShouldBe(-Errno.ENOENT);

        bench.Call(HelperId.TracePrintk, bench.AllocateString("%pS"), 4, 0xffff_ffff_8100_1008).ShouldBe("vfs_read+0x8/0x40".Length);
        bench.Run.TraceLines.ShouldBe(["vfs_read+0x8/0x40"]);
    }

    [Fact]
    public void A_stack_is_skipped_cut_and_filled_up()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        bench.Kernel.KernelStack = [10, 20, 30];
        ulong buffer = bench.Allocate(Enumerable.Repeat((byte)0xff, 24).ToArray());

        bench.Call(HelperId.GetStack, 0, buffer, 24, 1).ShouldBe(16);
        Words(buffer, 3).ShouldBe([20, 30, 0]);
        bench.Call(HelperId.GetStack, 0, buffer, 8, 0).ShouldBe(8);
        Words(buffer, 1).ShouldBe([10]);
        bench.Call(HelperId.GetStack, 0, buffer, 20, 0).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.GetStack, 0, buffer, 24, 1 << 8).ShouldBe(-Errno.EFAULT);
        Words(buffer, 3).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Arguments_are_the_words_of_the_context_and_the_result_is_the_last()
    {
        using HelperBench bench = new(ProgramType.Tracing) { AttachType = AttachType.TraceFunctionExit };
        bench.LoadContext(new long[] { 11, 22, 33 }.SelectMany(BitConverter.GetBytes).ToArray());
        ulong value = bench.Allocate(8);

        bench.Call(HelperId.GetFunctionArgumentCount, bench.Context).ShouldBe(2);
        bench.Call(HelperId.GetFunctionArgument, bench.Context, 1, value).ShouldBe(0);
        Words(value, 1).ShouldBe([22]);
        bench.Call(HelperId.GetFunctionArgument, bench.Context, 2, value).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.GetFunctionReturnValue, bench.Context, value).ShouldBe(0);
        Words(value, 1).ShouldBe([33]);
    }

    private static ulong[] Words(ulong address, int count)
    {
        ulong[] words = new ulong[count];
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(HelperBench.At(address, count * 8)).CopyTo(words);
        return words;
    }
}
