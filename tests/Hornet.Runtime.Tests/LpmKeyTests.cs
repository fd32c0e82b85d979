// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.Runtime.Tests;

public sealed class LpmKeyTests
{
    [Fact]
    public void Keys_have_the_layout_of_the_kernels()
    {
        Unsafe.SizeOf<LpmKey<uint>>().ShouldBe(8);
        Unsafe.SizeOf<LpmKey<ulong>>().ShouldBe(12);
        Unsafe.SizeOf<LpmKey<UInt128>>().ShouldBe(20);
    }

    [Fact]
    public void Addresses_are_in_network_byte_order()
    {
        LpmKey<uint> four = LpmKey.Ipv4(IPNetwork.Parse("10.1.2.0/24"));
        MemoryMarshal.AsBytes(new ReadOnlySpan<LpmKey<uint>>(in four)).ToArray().ShouldBe([24, 0, 0, 0, 10, 1, 2, 0]);
        LpmKey<UInt128> six = LpmKey.Ipv6(IPNetwork.Parse("2001:db8::/32"));
        MemoryMarshal.AsBytes(new ReadOnlySpan<LpmKey<UInt128>>(in six))[..8].ToArray().ShouldBe([32, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8]);
        LpmKey.Ipv4(IPAddress.Loopback).PrefixLength.ShouldBe(32u);
    }

    [Fact]
    public void Addresses_of_the_other_family_and_impossible_lengths_are_refused()
    {
        Should.Throw<ArgumentException>(() => LpmKey.Ipv4(IPAddress.IPv6Loopback));
        Should.Throw<ArgumentOutOfRangeException>(() => LpmKey.Ipv4(IPAddress.Loopback, 33));
    }
}
