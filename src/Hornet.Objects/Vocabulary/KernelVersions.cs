// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>Since which Linux release the kernel has a program type, map type, attach type, link type or helper.</summary>
public static partial class KernelVersions
{
    /// <summary>The release the vocabulary describes.</summary>
    public static KernelVersion Described => new(6, 18);
}
