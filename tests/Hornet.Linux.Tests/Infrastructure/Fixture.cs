// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>The compiled fixtures.</summary>
internal static class Fixture
{
    /// <summary>The path of a fixture's object.</summary>
    public static string Path(string file, string variant = "clang-v3") => TestFiles.InRepository("tests", "fixtures", "objects", variant, file);

    /// <summary>Loads a fixture into the kernel.</summary>
    public static KernelObject Load(string file, string variant = "clang-v3")
    {
        using var kernel = new LinuxKernel();
        return kernel.Load(BpfObject.Load(Path(file, variant)));
    }
}
