// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>What everything else needs: maps, programs, the kernel's types.</summary>
internal static class KernelTests
{
    [VmFact]
    public static void A_map_keeps_what_it_is_given()
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "vm_counts", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 16 });
        map.TryUpdate([1, 2, 3, 4], [8, 7, 6, 5, 4, 3, 2, 1]).ShouldBe(default);
        byte[] value = new byte[8];
        map.TryLookup([1, 2, 3, 4], value).ShouldBe(default);
        value.ShouldBe([8, 7, 6, 5, 4, 3, 2, 1]);
        map.GetInfo().Name.ShouldBe("vm_counts");
    }

    [VmFact]
    public static void A_program_is_loaded_and_run()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.Xdp, BpfAssembly.Parse("r0 = 2\nexit").Programs[0].Instructions.AsSpan(), new ProgramLoadOptions { Name = "vm_pass" });
        program.TestRun(new TestRunInput { Data = new byte[64], Repeat = 3 }).ReturnValue.ShouldBe(2u);
        program.GetInfo().Name.ShouldBe("vm_pass");
    }

    [VmFact]
    public static void A_refused_program_brings_the_verifiers_log()
    {
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => KernelProgram.Load(ProgramType.Xdp, BpfAssembly.Parse("exit").Programs[0].Instructions.AsSpan()));
        refusal.Log.ShouldContain("R0 !read_ok");
    }

    [VmFact]
    public static void The_kernels_types_are_read()
    {
        Btf kernel = Btf.LoadKernel();
        BtfStruct task = kernel.FindByName("task_struct", BtfKind.Struct).ShouldBeOfType<BtfStruct>();
        task.Members.ShouldContain(member => member.Name == "pid");
        kernel.FindByName("do_unlinkat", BtfKind.Function).ShouldNotBeNull();
    }
}
