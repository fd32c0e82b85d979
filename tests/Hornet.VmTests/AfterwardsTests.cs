// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>What all other tests leave in a machine where nothing else uses BPF.</summary>
internal static class AfterwardsTests
{
    // The kernel lets go of some things a little later than it is told to.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [VmFact(IsLast = true)]
    public static void No_link_program_map_or_pin_is_left()
    {
        Directory.GetFileSystemEntries("/sys/fs/bpf").Where(path => !path.EndsWith(".debug", StringComparison.Ordinal)).ShouldBeEmpty();
        BecomesEmpty(KernelLinks.Ids, "links");
        BecomesEmpty(KernelPrograms.Ids, "programs");
        BecomesEmpty(KernelMaps.Ids, "maps");
    }

    private static void BecomesEmpty(Func<IEnumerable<uint>> ids, string what)
    {
        SpinWait.SpinUntil(() => !ids().Any(), Patience);
        ids().ShouldBeEmpty(what);
    }
}
