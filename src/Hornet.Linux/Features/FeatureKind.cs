// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What features can be asked for together.</summary>
public enum FeatureKind
{
    /// <summary>Settings of the machine: JIT, unprivileged use, lockdown.</summary>
    System,

    /// <summary>Options the kernel was built with.</summary>
    Options,

    /// <summary>Program types.</summary>
    ProgramTypes,

    /// <summary>Map types.</summary>
    MapTypes,

    /// <summary>Hooks that programs can be loaded for and attached to.</summary>
    AttachTypes,

    /// <summary>Kinds of links.</summary>
    LinkTypes,

    /// <summary>Hooks inside kernel functions, each tried by really attaching: function entry and exit, BTF raw tracepoints, iterators, LSM.</summary>
    Tracing,

    /// <summary>Instructions, by the CPU version that has them.</summary>
    Instructions,

    /// <summary>What type information may hold, and what else loading depends on.</summary>
    Btf,

    /// <summary>Kernel functions that programs may call.</summary>
    KernelFunctions,
}
