// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a walk through a type finds at an offset.</summary>
internal enum FieldAccessKind : byte
{
    /// <summary>Nothing that may be accessed like that.</summary>
    Fault,

    /// <summary>A number, or part of one.</summary>
    Scalar,

    /// <summary>A pointer to a structure.</summary>
    Pointer,

    /// <summary>A pointer to something else, whose target may be read as plain memory that may be anywhere.</summary>
    UntrustedMemory,

    /// <summary>The start of a nested structure.</summary>
    Structure,
}
