// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

public sealed class ObjectLoadingTests
{
    [KernelTheory]
    [InlineData("global_data")]
    [InlineData("tail_calls")]
    [InlineData("subprograms")]
    public void An_object_loads_with_all_its_programs_and_maps(string name)
    {
        BpfObject bpfObject = BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", name + ".o"));
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(bpfObject);
        loaded.Programs.Count.ShouldBe(bpfObject.Programs.Count(program => program.AutoLoad));
        loaded.Maps.Count.ShouldBe(bpfObject.Maps.Count(map => map.AutoCreate));
    }
}
