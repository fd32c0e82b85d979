// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>What all other tests leave in a machine where nothing else uses BPF.</summary>
internal static class AfterwardsTests
{
    // The kernel lets go of some things a little later than it is told to.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [VmFact(Order = 1)]
    public static void No_link_program_map_or_pin_is_left()
    {
        Directory.GetFileSystemEntries("/sys/fs/bpf").Where(path => !path.EndsWith(".debug", StringComparison.Ordinal)).ShouldBeEmpty();
        BecomesEmpty(KernelLinks.Ids, "links");
        BecomesEmpty(KernelPrograms.Ids, "programs");
        BecomesEmpty(KernelMaps.Ids, "maps");
    }

    /// <summary>For good: nothing can be traced in this machine afterwards.</summary>
    [VmFact(Order = 2)]
    public static void Lockdown_is_named_where_it_forbids()
    {
        File.WriteAllText("/sys/kernel/security/lockdown", "confidentiality");
        BpfException refusedProgram = Should.Throw<BpfException>(() => Fixture.Load("vm_kprobe", "enter_rmdir"));
        using Fixture fixture = Fixture.Load("vm_kprobe", "leave");
        SystemCallException refusedProbe = Should.Throw<SystemCallException>(() => fixture.Program("leave").Attach());
        refusedProgram.Message.ShouldContain("locked down (confidentiality), which forbids programs to read kernel memory");
        refusedProgram.Message.ShouldContain("bpf_probe_read_kernel");
        refusedProbe.Message.ShouldContain("locked down (confidentiality), which forbids to trace it");
    }

    private static void BecomesEmpty(Func<IEnumerable<uint>> ids, string what)
    {
        SpinWait.SpinUntil(() => !ids().Any(), Patience);
        ids().ShouldBeEmpty(what);
    }
}
