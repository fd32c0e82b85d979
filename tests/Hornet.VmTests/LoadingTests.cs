// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>The fixtures of the other tests, loaded by older kernels.</summary>
internal static class LoadingTests
{
    /// <summary>Objects that need nothing of a kernel newer than 6.1.</summary>
    private static readonly string[] Objects =
    [
        "atomics", "btf_maps", "callbacks", "core_types", "cpu_versions", "custom_sections", "data_pointers", "global_data", "kconfig", "legacy_iproute2", "legacy_maps",
        "legacy_sections", "map_in_map", "records", "ring_buffer", "several_programs", "subprograms", "tail_calls",
    ];

    /// <summary>Programs (or all of an object) that Linux 6.1 refuses, and the words that say what it lacks.</summary>
    private static readonly (string Object, string? Program, string Words)[] NotIn61 =
    [
        ("arena", "walk", "maps of the type arena need Linux 6.9, and this is Linux 6.1"),
        ("cgroup_hooks", "connect_unix", "the hook cgroup_unix_connect needs Linux 6.7, and this is Linux 6.1"),
        ("ksyms", "uses", "no kernel function 'bpf_task_acquire'"),
        ("net_hooks", "netfilter_act", "programs of the type netfilter need Linux 6.4, and this is Linux 6.1"),
        ("congestion", null, "creating the map \"linked\" (struct_ops, "),
    ];

    [VmFact]
    public static void Objects_load_whole()
    {
        const string pins = "/sys/fs/bpf/vm_loading";
        using var kernel = new LinuxKernel();
        Directory.CreateDirectory(pins);
        try
        {
            foreach (string name in Objects)
            {
                BpfObject read = Read(name);
                using KernelObject loaded = kernel.Load(read, new KernelLoadOptions { PinPath = pins });
                loaded.Programs.Count.ShouldBe(read.Programs.Count(program => program.AutoLoad), name);
                loaded.Maps.Count.ShouldBe(read.Maps.Count(map => map.AutoCreate), name);
            }
        }
        finally
        {
            Directory.Delete(pins, recursive: true);
        }
    }

    [VmFact]
    public static void Values_of_the_kernels_configuration_are_this_kernels()
    {
        using KernelObject loaded = new LinuxKernel().Load(Read("kconfig"));
        loaded.Program("reads").TestRun(new TestRunInput()).ReturnValue.ShouldBe(0u);
        Version release = Environment.OSVersion.Version;
        int version = loaded.Variables["version"].Get<int>();
        (version >> 16, version >> 8 & 0xff).ShouldBe((release.Major, release.Minor));
        loaded.Variables["hz"].Get<int>().ShouldBe(250);
        ((char)loaded.Variables["first"].Get<byte>()).ShouldBe('n'); // "(none)"
    }

    [VmFact(Series = "6.1")]
    public static void What_the_kernel_lacks_is_in_the_error()
    {
        using var kernel = new LinuxKernel();
        foreach ((string name, string? program, string words) in NotIn61)
        {
            BpfException refusal = Should.Throw<BpfException>(() => kernel.Load(Read(name), Only(program)), name);
            refusal.Message.ShouldContain(words);
        }
    }

    [VmFact(Series = "6.12")]
    public static void A_later_kernel_takes_it()
    {
        using var kernel = new LinuxKernel();
        foreach ((string name, string? program, _) in NotIn61.Where(one => one.Object != "arena"))
        {
            using KernelObject loaded = kernel.Load(Read(name), Only(program));
            loaded.Programs.Count.ShouldBe(program is null ? loaded.Spec.Programs.Length - 1 : 1, name); // one is for a member that no kernel has
        }
    }

    private static KernelLoadOptions Only(string? program) => new() { Programs = program is null ? null : [program] };

    private static BpfObject Read(string name) => BpfObject.Load(Path.Combine(AppContext.BaseDirectory, "fixtures", "clang-v3", name + ".o"));
}
