// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli.Bench;

/// <summary>What can be measured.</summary>
internal enum BenchEngine
{
    /// <summary>The interpreter.</summary>
    Interpreter,

    /// <summary>Compiled by way of .NET's intermediate language.</summary>
    Jit,

    /// <summary>Compiled to x86-64 machine code.</summary>
    X64,

    /// <summary>The Linux kernel, by <c>BPF_PROG_TEST_RUN</c>.</summary>
    Kernel,
}
