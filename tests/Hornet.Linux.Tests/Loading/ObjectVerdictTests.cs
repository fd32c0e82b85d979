// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;
using Xunit.Abstractions;

namespace Hornet.Linux.Tests.Loading;

/// <summary>The verifier gives the running kernel's verdict about every program of our fixtures and of the objects in Debian's packages.</summary>
public sealed class ObjectVerdictTests(ITestOutputHelper output)
{
    [KernelTheory]
    [InlineData("clang-plain")]
    [InlineData("clang-dwarf")]
    [InlineData("clang-v1")]
    [InlineData("clang-v2")]
    [InlineData("clang-v3")]
    [InlineData("clang-v4")]
    [InlineData("gcc")]
    [InlineData("gcc-plain")]
    [InlineData("tracing")]
    [InlineData("vm")]
    public void Fixtures_get_the_verdicts_of_the_kernel(string variant) =>
        Compare(Directory.EnumerateFiles(TestFiles.InRepository("tests", "fixtures", "objects", variant), "*.o"));

    [ToolTheory("dpkg")]
    [InlineData("libbpf-tools", "opensnoop")]
    [InlineData("xdp-tools", "xdp-filter")]
    [InlineData("libxdp1", "xdp-filter")]
    public void Packaged_objects_get_the_verdicts_of_the_kernel(string package, string tool)
    {
        if (TestMachine.FindTool(tool) is null)
            Assert.Fail($"the package {package} is not installed (apt-get install {package})");
        string folder = Directory.CreateTempSubdirectory("hornet-verdicts-").FullName;
        try
        {
            Compare(PackagedObjects.Extract(package, folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Compare(IEnumerable<string> paths)
    {
        using var pins = new BpfFolder();
        using var kernel = new LinuxKernel();
        var verdicts = new ObjectVerdicts(kernel, pins.Path);
        foreach (string path in paths.Order(StringComparer.Ordinal))
            verdicts.Compare(Path.GetFileNameWithoutExtension(path), PackagedObjects.Sized(BpfObject.Load(path)));
        output.WriteLine($"{verdicts.Compared} programs compared; the kernel says nothing about {verdicts.Skipped}.");
        verdicts.Differences.ShouldBeEmpty();
        verdicts.Compared.ShouldBePositive();
    }
}
