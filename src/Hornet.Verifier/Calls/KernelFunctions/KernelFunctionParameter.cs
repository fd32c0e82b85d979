// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>A parameter of a kernel function.</summary>
internal sealed class KernelFunctionParameter
{
    /// <summary>What it wants.</summary>
    public required ParameterKind Kind { get; init; }

    /// <summary>Its type without typedefs and qualifiers.</summary>
    public required uint TypeId { get; init; }

    /// <summary>For a pointer: what it points to, without typedefs and qualifiers.</summary>
    public uint TargetId { get; init; }

    /// <summary>For a pointer: the kind of what it points to.</summary>
    public BtfKind TargetKind { get; init; }

    /// <summary>For a pointer: bytes of what it points to; 0 for what has no size.</summary>
    public int TargetSize { get; init; }

    /// <summary>For a pointer: whether it points to a number, or a structure of nothing but numbers.</summary>
    public bool IsToNumbers { get; init; }

    /// <summary>Whether NULL will do (<c>__nullable</c>).</summary>
    public bool IsNullable { get; init; }

    /// <summary>Whether the memory may be missing (<c>__opt</c>).</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether the function makes the dynptr (<c>__uninit</c>).</summary>
    public bool IsUninitialized { get; init; }

    /// <summary>Whether the next parameter is the size of the memory (<c>__sz</c>, <c>__szk</c>).</summary>
    public bool HasSize { get; init; }

    /// <summary>Whether that size must be known (<c>__szk</c>).</summary>
    public bool HasConstantSize { get; init; }
}
