// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A kernel function that may be traced.</summary>
/// <param name="Name">The name.</param>
/// <param name="Module">The module it belongs to; empty for the kernel itself.</param>
/// <param name="Address">The address of its first instruction, or of the place where tracing begins; 0 when not known.</param>
public readonly record struct KernelFunction(string Name, string Module, ulong Address);
