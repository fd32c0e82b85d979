// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Differential.Tests;

/// <summary>Where the random programs and operations begin: <c>HORNET_SEED=12345 dotnet test</c> runs others than the usual ones.</summary>
internal static class Seeds
{
    public static int First { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("HORNET_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 1;
}
