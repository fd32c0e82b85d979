// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class DynptrHelperTests
{
    [Fact]
    public void Bytes_are_read_and_written_through_a_dynptr_of_memory()
    {
        using HelperBench bench = new();
        ulong memory = bench.Allocate([1, 2, 3, 4, 5, 6, 7, 8]);
        ulong dynptr = bench.Allocate(16);
        ulong buffer = bench.Allocate([0xaa, 0xbb, 0, 0]);

        bench.Call(HelperId.DynptrFromMemory, memory, 8, 0, dynptr).ShouldBe(0);
        bench.Call(HelperId.DynptrWrite, dynptr, 2, buffer, 2, 0).ShouldBe(0);
        bench.Call(HelperId.DynptrRead, buffer, 4, dynptr, 1, 0).ShouldBe(0);

        HelperBench.At(buffer, 4).ToArray().ShouldBe([2, 0xaa, 0xbb, 5]);
        bench.Call(HelperId.DynptrData, dynptr, 4, 4).ShouldBe((long)memory + 4);
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(8, 1)]
    [InlineData(0xffffffff, 4)]
    public void What_lies_outside_is_E2BIG(uint offset, uint length)
    {
        using HelperBench bench = new();
        ulong dynptr = bench.Allocate(16);
        ulong buffer = bench.Allocate(16);
        bench.Call(HelperId.DynptrFromMemory, bench.Allocate(8), 8, 0, dynptr).ShouldBe(0);

        bench.Call(HelperId.DynptrRead, buffer, length, dynptr, offset, 0).ShouldBe(-Errno.E2BIG);
        bench.Call(HelperId.DynptrWrite, dynptr, offset, buffer, length, 0).ShouldBe(-Errno.E2BIG);
        bench.Call(HelperId.DynptrData, dynptr, offset, length).ShouldBe(0);
    }

    [Fact]
    public void A_null_dynptr_and_unknown_flags_are_EINVAL()
    {
        using HelperBench bench = new();
        ulong memory = bench.Allocate(8);
        ulong dynptr = bench.Allocate(16);

        bench.Call(HelperId.DynptrRead, memory, 1, dynptr, 0, 0).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.DynptrFromMemory, memory, 8, 1, dynptr).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.DynptrFromMemory, memory, 8, 0, dynptr).ShouldBe(0);
        bench.Call(HelperId.DynptrRead, memory, 1, dynptr, 0, 1).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.DynptrWrite, dynptr, 0, memory, 1, 1).ShouldBe(-Errno.EINVAL);
    }

    [Fact]
    public void A_size_over_24_bits_is_E2BIG_and_leaves_a_null_dynptr()
    {
        using HelperBench bench = new();
        ulong dynptr = bench.Allocate([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

        bench.Call(HelperId.DynptrFromMemory, bench.Allocate(8), 1 << 24, 0, dynptr).ShouldBe(-Errno.E2BIG);

        HelperBench.At(dynptr, 16).ToArray().ShouldAllBe(one => one == 0);
    }
}
