// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What a program does, or may do, with memory.</summary>
[Flags]
public enum MemoryAccess : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Load.</summary>
    Read = 1,

    /// <summary>Store.</summary>
    Write = 2,

    /// <summary>Load and store; also what an atomic operation needs.</summary>
    ReadWrite = Read | Write,
}
