// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// What this kernel can do that loading an object depends on. Asked of the kernel once in a process by trying, never by its version number, since
/// distributions carry features back. An object is adapted where something is missing.
/// </summary>
internal sealed record LoadFeatures
{
    private static readonly Lazy<LoadFeatures> Probed = new(LoadFeatureProbes.Run, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>What the running kernel can do.</summary>
    public static LoadFeatures Current => Probed.Value;

    /// <summary>Names of programs and maps (Linux 4.15).</summary>
    public bool Names { get; init; } = true;

    /// <summary>The attach type a program expects (Linux 4.17).</summary>
    public bool ExpectedAttachTypes { get; init; } = true;

    /// <summary>Type information at all (Linux 4.18).</summary>
    public bool Btf { get; init; } = true;

    /// <summary>Functions in type information, and with them function and line records of programs (Linux 5.0).</summary>
    public bool BtfFunctions { get; init; } = true;

    /// <summary>Variables and data sections in type information (Linux 5.2).</summary>
    public bool BtfDataSections { get; init; } = true;

    /// <summary>Data sections as maps whose values programs address, read-only ones too (Linux 5.2).</summary>
    public bool GlobalData { get; init; } = true;

    /// <summary><c>bpf_probe_read_kernel</c>, <c>bpf_probe_read_user</c> and the two for strings (Linux 5.5).</summary>
    public bool ProbeReadKernel { get; init; } = true;

    /// <summary>Arrays that processes can map into their memory (Linux 5.5).</summary>
    public bool MappableArrays { get; init; } = true;

    /// <summary>Functions of global linkage (Linux 5.6).</summary>
    public bool BtfGlobalFunctions { get; init; } = true;

    /// <summary>Maps bound to a program that does not use them, so that they live as long (Linux 5.10).</summary>
    public bool BoundMaps { get; init; } = true;

    /// <summary>Memory of maps and programs is charged to the control group, not to the process's limit of locked memory (Linux 5.11).</summary>
    public bool MemoryOfControlGroup { get; init; } = true;

    /// <summary>Floating-point types in type information (Linux 5.13).</summary>
    public bool BtfFloats { get; init; } = true;

    /// <summary>A cookie for each attachment (Linux 5.15).</summary>
    public bool Cookies { get; init; } = true;

    /// <summary>Tags on declarations in type information (Linux 5.16).</summary>
    public bool BtfDeclarationTags { get; init; } = true;

    /// <summary>Tags on types in type information (Linux 5.17).</summary>
    public bool BtfTypeTags { get; init; } = true;

    /// <summary>Enumerations of 64 bits, and the sign of enumerations, in type information (Linux 6.0).</summary>
    public bool BtfEnum64 { get; init; } = true;
}
