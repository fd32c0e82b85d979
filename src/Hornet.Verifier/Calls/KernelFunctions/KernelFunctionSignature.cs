// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>A kernel function as a program may call it.</summary>
internal sealed class KernelFunctionSignature
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What is known of it beyond its declaration; null for a function that only its host knows.</summary>
    public required Kfunc? Known { get; init; }

    /// <summary>What the verifier has rules of its own for.</summary>
    public required KernelFunctionRole Role { get; init; }

    /// <summary>The BTF that declares it.</summary>
    public required short BtfIndex { get; init; }

    /// <summary>Its <c>FUNC</c> there; 0 for a declaration without one.</summary>
    public required uint FunctionId { get; init; }

    /// <summary>Its parameters.</summary>
    public required ImmutableArray<KernelFunctionParameter> Parameters { get; init; }

    /// <summary>What it returns.</summary>
    public required KernelFunctionResult Result { get; init; }

    /// <summary>For a pointer that it returns: what that points to, without typedefs and qualifiers.</summary>
    public required uint ReturnTargetId { get; init; }

    /// <summary>For a pointer to memory that it returns: bytes of that; 0 for what has no size.</summary>
    public required int ReturnTargetSize { get; init; }

    /// <summary>Whether it has a trait.</summary>
    public bool Has(KfuncTraits trait) => Known is not null && Known.Has(trait);

    /// <summary>Whether pointers to kernel objects must be known to be valid: a function that takes a reference wants that, too.</summary>
    public bool WantsTrusted => Has(KfuncTraits.TrustedArguments) || Has(KfuncTraits.Releases);
}
