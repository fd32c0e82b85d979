// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>How an object is loaded into the kernel.</summary>
public sealed record KernelLoadOptions : LoadOptions
{
    /// <summary>Where maps with <see cref="PinMode.ByName"/> are pinned, and found again. Default: <c>/sys/fs/bpf</c>.</summary>
    public string PinPath { get; init; } = BpfFileSystem.DefaultPath;

    /// <summary>Maps that exist already, by the names that the object gives them: they take the place of the object's own, and stay the caller's.</summary>
    public ImmutableDictionary<string, KernelMap> Maps { get; init; } = ImmutableDictionary<string, KernelMap>.Empty;

    /// <summary>The types of the kernel for CO-RE relocation; null reads those of the running kernel.</summary>
    public Btf? KernelTypes { get; init; }

    /// <summary>
    /// What programs attach to, by program name, where that is decided when loading: the kernel function of <c>fentry</c>, <c>fexit</c>, <c>fmod_ret</c>,
    /// the LSM hook, the BTF tracepoint, or the function of the program in <see cref="AttachPrograms"/>. It replaces what the section name says.
    /// </summary>
    public ImmutableDictionary<string, string> AttachTargets { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The programs that <c>freplace</c>, <c>fentry</c> and <c>fexit</c> programs attach to, by program name.</summary>
    public ImmutableDictionary<string, KernelProgram> AttachPrograms { get; init; } = ImmutableDictionary<string, KernelProgram>.Empty;

    /// <summary>
    /// Values of the kernel's configuration (<c>__kconfig</c>) by name, as a configuration file has them: <c>y</c>, <c>1000</c>, <c>"text"</c>. They go before
    /// those of the running kernel.
    /// </summary>
    public ImmutableDictionary<string, string> Configuration { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The index of the network interface to load into, for offload, by program name.</summary>
    public ImmutableDictionary<string, int> Interfaces { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The BPF token that gives the privilege, or null.</summary>
    public BpfHandle? Token { get; init; }

    /// <summary>How much the verifier writes of programs it accepts: 0 nothing, 1 a summary, 2 every step, 4 statistics.</summary>
    public int LogLevel { get; init; }

    /// <summary>The largest verifier log to take, in bytes.</summary>
    public int LogSize { get; init; } = 1 << 20;

    /// <summary>What the kernel is taken to be able to do; null asks it. For testing.</summary>
    internal LoadFeatures? Features { get; init; }

    /// <summary>What the kernel can do.</summary>
    internal LoadFeatures EffectiveFeatures => Features ?? LoadFeatures.Current;

    /// <summary>The common options, with the defaults of this host.</summary>
    internal static KernelLoadOptions From(LoadOptions? options) => options is null
        ? new KernelLoadOptions()
        : new KernelLoadOptions { Variables = options.Variables, MaxEntries = options.MaxEntries, Programs = options.Programs, ProgramTypes = options.ProgramTypes };
}
