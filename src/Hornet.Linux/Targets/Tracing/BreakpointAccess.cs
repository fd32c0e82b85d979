// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What a breakpoint of the processor waits for (linux/hw_breakpoint.h).</summary>
[Flags]
public enum BreakpointAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reads; x86 processors take it only together with <see cref="Write"/>.</summary>
    Read = 1,

    /// <summary>Writes.</summary>
    Write = 2,

    /// <summary>Reads and writes.</summary>
    ReadWrite = Read | Write,

    /// <summary>Execution of the instruction at the address.</summary>
    Execute = 4,
}
