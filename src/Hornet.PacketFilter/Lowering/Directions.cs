// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Directions of addresses and ports.</summary>
internal static class Directions
{
    /// <summary>Makes the test of a primitive that has a source and a destination.</summary>
    /// <param name="scope">Where it is lowered.</param>
    /// <param name="direction">Which of the two, and how they are combined.</param>
    /// <param name="test">The test of one of them: true for the source.</param>
    public static Fragment Combine(Scope scope, FilterDirection direction, Func<bool, Fragment> test)
    {
        switch (direction)
        {
            case FilterDirection.Source:
                return test(true);
            case FilterDirection.Destination:
                return test(false);
            case FilterDirection.SourceAndDestination:
                Fragment source = test(true);
                return source.And(test(false));
            case FilterDirection.Default or FilterDirection.SourceOrDestination:
                Fragment first = test(true);
                return first.Or(test(false));
            default:
                throw scope.Error($"{Name(direction)} is a qualifier for the addresses of 802.11 frames only");
        }
    }

    /// <summary>The qualifier as it is written.</summary>
    public static string Name(FilterDirection direction) => direction switch
    {
        FilterDirection.Source => "'src'",
        FilterDirection.Destination => "'dst'",
        FilterDirection.SourceOrDestination => "'src or dst'",
        FilterDirection.SourceAndDestination => "'src and dst'",
        FilterDirection.Address1 => "'addr1'",
        FilterDirection.Address2 => "'addr2'",
        FilterDirection.Address3 => "'addr3'",
        FilterDirection.Address4 => "'addr4'",
        FilterDirection.Receiver => "'ra'",
        FilterDirection.Transmitter => "'ta'",
        _ => "no direction",
    };
}
