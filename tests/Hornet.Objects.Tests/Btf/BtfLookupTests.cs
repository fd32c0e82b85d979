// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects.Interop;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

public sealed class BtfLookupTests
{
    private static readonly Lazy<Btf> Kernel = new(Btf.LoadKernel);

    [KernelFact]
    public void The_kernels_types_can_all_be_made()
    {
        Btf kernel = Kernel.Value;
        kernel.TypeCount.ShouldBeGreaterThan(10_000u);
        uint expected = 1;
        foreach (BtfType type in kernel.OwnTypes)
            type.Id.ShouldBe(expected++);
        expected.ShouldBe(kernel.TypeCount);
    }

    [KernelFact]
    public void A_structure_is_found_by_name_and_kind()
    {
        BtfStruct task = Kernel.Value.FindByName("task_struct", BtfKind.Struct).ShouldBeOfType<BtfStruct>();
        task.Name.ShouldBe("task_struct");
        task.Size.ShouldBeGreaterThan(1000u);
        task.Members.ShouldContain(member => member.Name == "pid");
        Kernel.Value.FindByName("task_struct", BtfKind.Typedef).ShouldBeNull();
        Kernel.Value.FindByName("no_such_type_at_all").ShouldBeNull();
    }

    [KernelFact]
    public void The_index_finds_what_the_scan_finds()
    {
        string[] names = ["list_head", "pid_t", "x", "int", "task_struct", "u64", "bpf_map_type", "no_such_type_at_all", "_", "e", "size"];
        foreach (string name in names)
        {
            Btf fresh = Btf.LoadKernel();
            uint[] scanned = [.. fresh.FindAll(name).Select(type => type.Id)];
            for (int i = 0; i < 20; i++)
                fresh.FindByName("list_head");
            fresh.FindAll(name).Select(type => type.Id).ShouldBe(scanned, $"for '{name}'");
        }
    }

    [KernelFact]
    public void A_file_that_cannot_be_mapped_is_left_to_be_read() =>
        MappedFile.TryMap("/sys/kernel/uevent_seqnum").HasValue.ShouldBeFalse();

    [Theory]
    [InlineData("task_struct", "task_struct")]
    [InlineData("task_struct___old", "task_struct")]
    [InlineData("a___b___c", "a___b")]
    [InlineData("___a", "___a")]
    [InlineData("a___", "a___")]
    [InlineData("a____b", "a____b")]
    [InlineData("a", "a")]
    [InlineData("", "")]
    public void The_flavour_of_a_name_starts_at_three_underscores(string name, string essential) =>
        name[..Btf.EssentialLength(System.Text.Encoding.ASCII.GetBytes(name))].ShouldBe(essential);
}
