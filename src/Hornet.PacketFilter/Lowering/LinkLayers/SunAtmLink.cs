// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Lowering.LinkLayers;

internal static class SunAtmLink
{
    public const int PacketBegin = 4;
}
