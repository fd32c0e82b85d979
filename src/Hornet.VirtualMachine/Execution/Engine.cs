// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What executes programs.</summary>
public enum Engine
{
    /// <summary>The interpreter at first; programs that are run often are compiled in the background, by the compiler that suits their size.</summary>
    Auto,

    /// <summary>The interpreter: every memory access, jump and call is checked while the program runs.</summary>
    Interpreter,

    /// <summary>Compiled by way of .NET's intermediate language; where the runtime compiles at run time.</summary>
    Jit,

    /// <summary>Compiled to x86-64 machine code directly; on x86-64 processors, also without a run-time compiler.</summary>
    X64,
}
