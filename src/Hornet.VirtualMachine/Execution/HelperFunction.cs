// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>A helper or kernel function that the caller provides to programs.</summary>
/// <param name="run">The run that calls.</param>
/// <param name="r1">First argument.</param>
/// <param name="r2">Second argument.</param>
/// <param name="r3">Third argument.</param>
/// <param name="r4">Fourth argument.</param>
/// <param name="r5">Fifth argument.</param>
/// <returns>What R0 holds after the call; errors are negative errno values sign-extended to 64 bits, as the kernel's.</returns>
/// <remarks>Pointers among the arguments must go through <see cref="ProgramRun.Access"/> before they are used.</remarks>
public delegate ulong HelperFunction(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5);
