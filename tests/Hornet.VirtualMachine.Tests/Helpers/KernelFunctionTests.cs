// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class KernelFunctionTests
{
    private static readonly Dictionary<string, HelperFunction> Functions = KernelFunctionTable.All.ToDictionary(one => one.Name, one => one.Function);

    [Theory]
    [InlineData(0, 3, new[] { 0, 1, 2 })]
    [InlineData(-2, 0, new[] { -2, -1 })]
    [InlineData(5, 5, new int[0])]
    public void An_iterator_goes_through_its_numbers(int start, int end, int[] numbers)
    {
        using HelperBench bench = new();
        ulong iterator = bench.Allocate(8);
        Call(bench, "bpf_iter_num_new", iterator, (uint)start, (uint)end).ShouldBe(0);

        List<int> seen = [];
        while (Call(bench, "bpf_iter_num_next", iterator) is not 0 and var address)
            seen.Add(BitConverter.ToInt32(HelperBench.At((ulong)address, 4)));

        seen.ShouldBe(numbers);
        Call(bench, "bpf_iter_num_next", iterator).ShouldBe(0);
        Call(bench, "bpf_iter_num_destroy", iterator).ShouldBe(0);
    }

    [Fact]
    public void An_iterator_that_goes_backwards_or_too_far_is_an_error()
    {
        using HelperBench bench = new();
        ulong iterator = bench.Allocate(8);

        Call(bench, "bpf_iter_num_new", iterator, 3, 2).ShouldBe(-Errno.EINVAL);
        Call(bench, "bpf_iter_num_new", iterator, 0, (8 * 1024 * 1024) + 1).ShouldBe(-Errno.E2BIG);
        Call(bench, "bpf_iter_num_next", iterator).ShouldBe(0);
    }

    [Theory]
    [InlineData("bpf_strcmp", "abc", "abd", -1)]
    [InlineData("bpf_strcmp", "abc", "abc", 0)]
    [InlineData("bpf_strcmp", "abc", "ab", 1)]
    [InlineData("bpf_strstr", "hello", "ll", 2)]
    [InlineData("bpf_strstr", "hello", "", 0)]
    [InlineData("bpf_strstr", "hello", "x", -Errno.ENOENT)]
    [InlineData("bpf_strspn", "aabc", "ab", 3)]
    [InlineData("bpf_strcspn", "aabc", "bc", 2)]
    public void Strings_are_compared_and_searched(string function, string first, string second, long result)
    {
        using HelperBench bench = new();

        Call(bench, function, bench.AllocateString(first), bench.AllocateString(second)).ShouldBe(result);
    }

    [Fact]
    public void Characters_are_found_and_lengths_measured()
    {
        using HelperBench bench = new();
        ulong text = bench.AllocateString("hello");

        Call(bench, "bpf_strlen", text).ShouldBe(5);
        Call(bench, "bpf_strnlen", text, 3).ShouldBe(3);
        Call(bench, "bpf_strchr", text, 'l').ShouldBe(2);
        Call(bench, "bpf_strrchr", text, 'l').ShouldBe(3);
        Call(bench, "bpf_strchr", text, 0).ShouldBe(5);
        Call(bench, "bpf_strchrnul", text, 'x').ShouldBe(5);
        Call(bench, "bpf_strnchr", text, 2, 'l').ShouldBe(-Errno.ENOENT);
        Call(bench, "bpf_strlen", 0x10).ShouldBe(-Errno.EFAULT);
        Call(bench, "bpf_strlen", bench.Allocate("abc"u8)).ShouldBe(-Errno.EFAULT);
    }

    [Fact]
    public void A_packets_dynptr_gives_slices_of_it_and_can_be_cut()
    {
        byte[] packet = KernelHelperTests.UdpPacket;
        using HelperBench bench = new(ProgramType.Xdp, packet);
        ulong dynptr = bench.Allocate(16);

        Call(bench, "bpf_dynptr_from_xdp", bench.Context, 0, dynptr).ShouldBe(0);
        Call(bench, "bpf_dynptr_size", dynptr).ShouldBe(packet.Length);
        ulong slice = (ulong)Call(bench, "bpf_dynptr_slice_rdwr", dynptr, 12, 0, 2);
        HelperBench.At(slice, 2).ToArray().ShouldBe([8, 0]);
        Call(bench, "bpf_dynptr_slice", dynptr, (ulong)packet.Length, 0, 1).ShouldBe(0);
        Call(bench, "bpf_dynptr_adjust", dynptr, 12, 14).ShouldBe(0);
        Call(bench, "bpf_dynptr_size", dynptr).ShouldBe(2);
        Call(bench, "bpf_dynptr_adjust", dynptr, 1, 9).ShouldBe(-Errno.ERANGE);
        ulong to = bench.Allocate(2);
        bench.Call(HelperId.DynptrRead, to, 2, dynptr, 0, 0).ShouldBe(0);
        HelperBench.At(to, 2).ToArray().ShouldBe([8, 0]);
    }

    [Fact]
    public void A_program_that_may_not_write_its_packet_gets_a_read_only_dynptr()
    {
        using HelperBench bench = new(ProgramType.CgroupSkb, KernelHelperTests.UdpPacket);
        ulong dynptr = bench.Allocate(16);

        Call(bench, "bpf_dynptr_from_skb", bench.Context, 0, dynptr).ShouldBe(0);

        Call(bench, "bpf_dynptr_is_rdonly", dynptr).ShouldBe(1);
        Call(bench, "bpf_dynptr_slice_rdwr", dynptr, 0, 0, 1).ShouldBe(0);
        bench.Call(HelperId.DynptrWrite, dynptr, 0, bench.Allocate(1), 1, 0).ShouldBe(-Errno.EINVAL);
    }

    private static long Call(HelperBench bench, string name, ulong r1 = 0, ulong r2 = 0, ulong r3 = 0, ulong r4 = 0) =>
        (long)Functions[name](bench.Run, r1, r2, r3, r4, 0);
}
