// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>One argument of a helper.</summary>
/// <param name="Kind">What the register must hold.</param>
/// <param name="Traits">What more is wanted or done.</param>
/// <param name="Size">The size in bytes of <see cref="ArgumentKind.FixedSizeMemory"/>; otherwise 0.</param>
/// <param name="KernelType">The kernel structure of <see cref="ArgumentKind.KernelObject"/>; empty where it is decided a call at a time.</param>
public readonly record struct HelperArgument(ArgumentKind Kind, ValueTraits Traits, int Size, string KernelType);

/// <summary>What the kernel checks about a call of a helper (its <c>struct bpf_func_proto</c>, Linux 6.18).</summary>
public sealed class HelperPrototype
{
    internal HelperPrototype(HelperId id, string signature, ReturnKind returnKind, ValueTraits returnTraits, string returnKernelType,
        ImmutableArray<HelperArgument> arguments, HelperTraits traits)
    {
        Id = id;
        Signature = signature;
        ReturnKind = returnKind;
        ReturnTraits = returnTraits;
        ReturnKernelType = returnKernelType;
        Arguments = arguments;
        Traits = traits;
    }

    /// <summary>The helper's number.</summary>
    public HelperId Id { get; }

    /// <summary>The kernel's name without <c>bpf_</c>, for example <c>map_lookup_elem</c>.</summary>
    public string Name => Id.ToText();

    /// <summary>The C declaration, as in <c>linux/bpf.h</c>. A variant for some program types may take another context type.</summary>
    public string Signature { get; }

    /// <summary>What R0 holds afterwards.</summary>
    public ReturnKind ReturnKind { get; }

    /// <summary>What more is known about R0; <see cref="ValueTraits.MaybeNull"/> asks for a test before use.</summary>
    public ValueTraits ReturnTraits { get; }

    /// <summary>The kernel structure of <see cref="ReturnKind.KernelObject"/>; empty where it is decided a call at a time.</summary>
    public string ReturnKernelType { get; }

    /// <summary>The arguments the helper looks at, at most five; <c>trace_printk</c> takes up to three more values after its two.</summary>
    public ImmutableArray<HelperArgument> Arguments { get; }

    /// <summary>What it does besides its result.</summary>
    public HelperTraits Traits { get; }

    /// <summary>Only programs under a GPL-compatible licence may call it.</summary>
    public bool IsGplOnly => (Traits & HelperTraits.GplOnly) != 0;

    /// <summary>It may sleep, so only sleepable programs may call it.</summary>
    public bool MightSleep => (Traits & HelperTraits.MightSleep) != 0;

    /// <summary>Every packet pointer is invalid after it.</summary>
    public bool ChangesPacketData => (Traits & HelperTraits.ChangesPacketData) != 0;

    /// <summary>The first Linux release that has it.</summary>
    public KernelVersion Since => Id.Since();

    /// <summary>The C declaration.</summary>
    public override string ToString() => Signature;
}
