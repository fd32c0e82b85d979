// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>How a program shares a hook of a cgroup with others.</summary>
public enum CgroupAttachMode
{
    /// <summary>By a BPF link (Linux 5.7): beside others, and pinnable. On an older kernel as <see cref="Multiple"/>.</summary>
    Link,

    /// <summary>Without a link, beside others here, above and below (<c>BPF_F_ALLOW_MULTI</c>).</summary>
    Multiple,

    /// <summary>Without a link, alone; cgroups below may have a program that runs in its place (<c>BPF_F_ALLOW_OVERRIDE</c>).</summary>
    Override,

    /// <summary>Without a link, alone; cgroups below cannot have any.</summary>
    Exclusive,
}
