// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Linux.Tests;

/// <summary>
/// Makes this assembly, started by itself with DOTNET_STARTUP_HOOKS naming it, a small .NET program to be looked at: it says where its own code is and waits for its input to end.
/// The runtime asks for a class of this name outside any namespace.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The name is the runtime's.")]
[SuppressMessage("Performance", "CA1812", Justification = "The runtime calls it.")]
internal static class StartupHook
{
    /// <summary>The variable with the path of the native library that says where it was called from.</summary>
    public const string CallerVariable = "HORNET_TEST_CALLER";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(CallerVariable) is not { } library)
            return;
        nint caller = NativeLibrary.GetExport(NativeLibrary.Load(library), "caller");
        (ulong inner, ulong outer) = ProcessSymbolsTests.Frames.Here(caller);
        Console.WriteLine(inner.ToString("x", CultureInfo.InvariantCulture));
        Console.WriteLine(outer.ToString("x", CultureInfo.InvariantCulture));
        Console.In.ReadToEnd();
    }
}
