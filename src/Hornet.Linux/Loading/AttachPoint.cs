// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What a program attaches to, as far as the kernel wants to know it when the program is loaded.</summary>
/// <param name="TypeId">A type in the BTF of the kernel, of a module or of a program; 0 for none.</param>
/// <param name="Module">The BTF of the module that the type is from, or null. Not owned.</param>
/// <param name="Program">The program whose function it is, or null. Not owned.</param>
internal readonly record struct AttachPoint(uint TypeId, BpfHandle? Module = null, BpfHandle? Program = null);
