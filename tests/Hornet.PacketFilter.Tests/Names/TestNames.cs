// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Names;
using Hornet.Tests;

namespace Hornet.PacketFilters.Tests.Names;

/// <summary>Names from files of this folder, the same on every machine.</summary>
internal static class TestNames
{
    public static string Directory { get; } = TestFiles.InRepository("tests", "Hornet.PacketFilter.Tests", "Names", "etc");

    public static SystemNames Files { get; } = new(Directory);
}
