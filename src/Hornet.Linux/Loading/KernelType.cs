// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A type of the kernel or of one of its modules.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Module">The module, or null for the kernel proper.</param>
/// <param name="Btf">The types it is among.</param>
internal readonly record struct KernelType(uint Id, string? Module, Btf Btf);
