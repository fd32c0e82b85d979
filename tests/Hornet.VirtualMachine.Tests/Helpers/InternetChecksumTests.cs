// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines.Tests;

public sealed class InternetChecksumTests
{
    /// <summary>The IPv4 header of RFC 1071's many examples: its checksum field (bytes 10 and 11) is B861.</summary>
    private static readonly byte[] Header = Convert.FromHexString("45000073000040004011b861c0a80001c0a800c7");

    [Fact]
    public void A_header_with_its_checksum_folds_to_zero() =>
        InternetChecksum.Fold(InternetChecksum.Partial(Header, 0)).ShouldBe((ushort)0);

    [Fact]
    public void The_checksum_of_a_header_is_what_stands_in_it()
    {
        byte[] header = [.. Header];
        header[10] = header[11] = 0;

        BitConverter.GetBytes(InternetChecksum.Fold(InternetChecksum.Partial(header, 0))).ShouldBe([0xB8, 0x61]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(0)]
    public void Replacing_a_field_equals_computing_anew(int size)
    {
        byte[] header = [.. Header];
        uint from = BitConverter.ToUInt32(header, 12);
        ushort checksum = BitConverter.ToUInt16(header, 10);
        header[12] = 10;
        header[13] = 77;
        uint to = BitConverter.ToUInt32(header, 12);

        ushort replaced = size switch
        {
            2 => InternetChecksum.Replace2(checksum, (ushort)from, (ushort)to),
            4 => InternetChecksum.Replace4(checksum, from, to),
            _ => InternetChecksum.ReplaceByDifference(
                checksum, InternetChecksum.Difference(BitConverter.GetBytes(from), BitConverter.GetBytes(to), 0)),
        };

        BitConverter.TryWriteBytes(header.AsSpan(10), replaced).ShouldBeTrue();
        InternetChecksum.Fold(InternetChecksum.Partial(header, 0)).ShouldBe((ushort)0);
    }

    [Fact]
    public void Pushing_bytes_adds_their_sum_to_the_seed() =>
        InternetChecksum.Difference([], [1, 0, 2, 0], 5).ShouldBe((ushort)8);

    [Fact]
    public void Pulling_bytes_takes_their_sum_from_the_seed() =>
        InternetChecksum.Difference([1, 0, 2, 0], [], 8).ShouldBe((ushort)5);

    [Fact]
    public void Without_bytes_the_seed_is_folded() =>
        InternetChecksum.Difference([], [], 0x0001_0002).ShouldBe((ushort)3);

    [Fact]
    public void Bytes_past_the_last_word_count_as_its_first_bytes() =>
        InternetChecksum.Partial([1, 2, 3, 4, 5, 6, 7], 0).ShouldBe(InternetChecksum.Partial([1, 2, 3, 4, 5, 6, 7, 0], 0));

    [Fact]
    public void A_sum_at_an_odd_offset_has_its_bytes_swapped()
    {
        byte[] whole = [1, 2, 3, 4];
        uint head = InternetChecksum.Partial(whole.AsSpan(0, 1), 0);
        uint tail = InternetChecksum.Shift(InternetChecksum.Partial(whole.AsSpan(1), 0), 1);

        InternetChecksum.FoldSum(InternetChecksum.Add(head, tail)).ShouldBe(InternetChecksum.FoldSum(InternetChecksum.Partial(whole, 0)));
    }
}
