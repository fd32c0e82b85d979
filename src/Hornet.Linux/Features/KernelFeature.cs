// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>One feature of the kernel.</summary>
/// <param name="Name">Its name in the kernel's words, for example <c>sched_cls</c> or <c>CONFIG_BPF_LSM</c>.</param>
/// <param name="State">Whether it is there.</param>
/// <param name="Value">Its value, for settings and options; otherwise empty.</param>
/// <param name="Reason">Why it is not there or cannot be told; for what is there, how it was found where that needs saying. May be empty.</param>
/// <param name="Since">The first release that has it, where that is known.</param>
public sealed record KernelFeature(string Name, FeatureState State, string Value = "", string Reason = "", KernelVersion? Since = null);
