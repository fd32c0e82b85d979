// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// SS7: kinds of signal units of MTP2 (ITU-T Q.703: the length indicator is 0, at most 2, or more), and the service information and routing label of
/// MTP3 (ITU-T Q.704). High-speed links have longer sequence numbers, a length of nine bits, and all behind three bytes later.
/// </summary>
internal static class SignallingTests
{
    private const int LengthIndicator = 2;
    private const uint LengthMask = 0x3f;
    private const int LongLengthIndicator = 4;
    private const uint LongLengthMask = 0xff80;
    private const int LongLengthShift = 7;
    private const uint LargestLinkStatus = 2;
    private const int ServiceInformation = 3;
    private const int RoutingLabel = 4;
    private const int HighSpeed = 3;

    public static Fragment Kind(Scope scope, Mtp2KindTest test)
    {
        Check(scope);
        return test.Kind switch
        {
            Mtp2Kind.FillIn => Length(scope, test.IsHighSpeed, Comparison.Equal, 0),
            Mtp2Kind.LinkStatus => Length(scope, test.IsHighSpeed, Comparison.Greater, 0)
                .And(Length(scope, test.IsHighSpeed, Comparison.LessOrEqual, LargestLinkStatus)),
            _ => Length(scope, test.IsHighSpeed, Comparison.Greater, LargestLinkStatus),
        };
    }

    public static Fragment Field(Scope scope, Mtp3FieldTest test)
    {
        Check(scope);
        int label = RoutingLabel + (test.IsHighSpeed ? HighSpeed : 0);
        Comparison comparison = Relations.ToComparison(test.Relation);
        uint largest = test.Field switch
        {
            Mtp3Field.ServiceInformation => 255,
            Mtp3Field.SignallingLink => 15,
            _ => 16383,
        };
        if (test.Value > largest)
            throw scope.Error($"the value is at most {largest}, not {test.Value}");
        switch (test.Field)
        {
            case Mtp3Field.ServiceInformation:
                return scope.Compare(Anchor.CarrierHeader, ServiceInformation + (test.IsHighSpeed ? HighSpeed : 0), MemorySize.Byte, comparison, test.Value);
            case Mtp3Field.SignallingLink:
                return scope.Compare(Anchor.CarrierHeader, label + 3, MemorySize.Byte, comparison, test.Value << 4, mask: 0xf0);
            default:
                return PointCode(scope, label, test.Field == Mtp3Field.DestinationPoint, comparison, test.Value);
        }
    }

    /// <summary>
    /// The point codes have 14 bits each, the destination's first, in a little-endian word. For equality the value is put where the bits are; for order
    /// the number is taken together (libpcap compares the bits as they lie, which orders them by their lower half).
    /// </summary>
    private static Fragment PointCode(Scope scope, int label, bool isDestination, Comparison comparison, uint value)
    {
        if (comparison is Comparison.Equal or Comparison.NotEqual)
        {
            (uint bits, uint mask) = isDestination
                ? ((value & 0xff) << 24 | (value & 0x3f00) << 8, 0xff3f0000u)
                : ((value & 0x3) << 22 | (value & 0x3fc) << 6 | (value & 0x3c00) >> 10, 0x00c0ff0fu);
            return scope.Compare(Anchor.CarrierHeader, label, MemorySize.Word, comparison, bits, mask);
        }

        // Offset and mask of each byte, and by how many bits it goes to the left (less than 0: to the right).
        ReadOnlySpan<(int Offset, uint Mask, int Shift)> parts = isDestination ? [(0, 0xff, 0), (1, 0x3f, 8)] : [(1, 0xc0, -6), (2, 0xff, 2), (3, 0x0f, 10)];
        Block block = scope.NewBlock();
        StackSlot sum = scope.Builder.Words.Take();
        Value? number = null;
        foreach ((int offset, uint mask, int shift) in parts)
        {
            Value part = scope.Binary(block, BinaryOperator.And, scope.Load(block, Anchor.CarrierHeader, label + offset, MemorySize.Byte), mask);
            if (shift != 0)
                part = scope.Binary(block, shift < 0 ? BinaryOperator.ShiftRight : BinaryOperator.ShiftLeft, part, (uint)Math.Abs(shift));
            number = number is null ? part : scope.Binary(block, BinaryOperator.Or, part, scope.Read(block, sum));
            scope.Write(block, sum, number);
        }

        scope.Builder.Words.Release(sum);
        return scope.Branch(block, comparison, number!, value);
    }

    private static Fragment Length(Scope scope, bool isHighSpeed, Comparison comparison, uint length) => isHighSpeed
        ? scope.Compare(Anchor.CarrierHeader, LongLengthIndicator, MemorySize.HalfWord, comparison, length << LongLengthShift, LongLengthMask)
        : scope.Compare(Anchor.CarrierHeader, LengthIndicator, MemorySize.Byte, comparison, length, LengthMask);

    private static void Check(Scope scope)
    {
        if (scope.Link is not SignallingLink)
            throw scope.Error($"only MTP2 of SS7 has this, {scope.Link.Describe()} does not");
    }
}
