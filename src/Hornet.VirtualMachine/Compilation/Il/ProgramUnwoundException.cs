// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// Ends a program from within a subprogram, with R0 = 0. Only bare bytecode has a helper that does that (<see cref="LinkedProgram.UnwindHelper"/>), so
/// that its price does not matter.
/// </summary>
internal sealed class ProgramUnwoundException : Exception;
