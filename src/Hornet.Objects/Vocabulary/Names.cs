// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>
/// The text names of the kernel's vocabulary, in both directions, as libbpf and bpftool print them:
/// <c>sched_cls</c>, <c>lru_hash</c>, <c>cgroup_inet_ingress</c>, <c>map_lookup_elem</c>.
/// </summary>
public static partial class Names
{
}
