// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a kernel function returns, as far as its declaration tells.</summary>
internal enum KernelFunctionResult : byte
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A pointer to nothing in particular, which is a number to programs.</summary>
    Address,

    /// <summary>A pointer to a structure.</summary>
    Object,

    /// <summary>A pointer to the node of an object in a list or tree.</summary>
    Node,

    /// <summary>A pointer to something else.</summary>
    Memory,
}
