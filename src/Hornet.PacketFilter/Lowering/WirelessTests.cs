// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Tests of the frame control field of 802.11: type and subtype in its first byte, the direction bits in its second.</summary>
internal static class WirelessTests
{
    private const uint DirectionBits = 3;

    public static Fragment Type(Scope scope, WlanTypeTest test)
    {
        Check(scope, "types of frames");
        return scope.Equal(Anchor.LinkHeader, 0, MemorySize.Byte, test.Value, test.Mask);
    }

    public static Fragment Direction(Scope scope, WlanDirectionTest test)
    {
        Check(scope, "directions of frames");
        if (test.Direction > DirectionBits)
            throw scope.Error($"a direction is at most {DirectionBits}, not {test.Direction}");
        return scope.Equal(Anchor.LinkHeader, 1, MemorySize.Byte, test.Direction, DirectionBits);
    }

    private static void Check(Scope scope, string what)
    {
        if (scope.Link is not WirelessLink)
            throw scope.Error($"only 802.11 has {what}, {scope.Link.Describe()} does not");
    }
}
