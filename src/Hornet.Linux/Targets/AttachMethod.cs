// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>How a program is attached where the kernel has two ways.</summary>
public enum AttachMethod
{
    /// <summary>By a BPF link, and directly on a kernel that is too old to have links for the hook.</summary>
    Automatic,

    /// <summary>By a BPF link: it can be pinned, and goes with the last descriptor or pin.</summary>
    Link,

    /// <summary>
    /// Without a link, as kernels did it before there were links (netlink, <c>BPF_PROG_ATTACH</c>). It cannot be pinned, and stays when the
    /// process ends without having detached it.
    /// </summary>
    Direct,
}
