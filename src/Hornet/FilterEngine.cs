// SPDX-License-Identifier: Apache-2.0
namespace Hornet;

/// <summary>What executes a packet filter in this process.</summary>
public enum FilterEngine
{
    /// <summary>The classic program, interpreted.</summary>
    Classic,

    /// <summary>The extended program, interpreted by the virtual machine.</summary>
    Interpreter,

    /// <summary>The extended program as machine code.</summary>
    Jit,
}
