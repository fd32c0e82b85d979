// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>What is known of an instruction from the instruction set alone. <see cref="InstructionSet.Describe"/> makes it.</summary>
/// <param name="Mnemonic">Its name in the mnemonic dialect: <c>add32</c>, <c>jsgt</c>, <c>ldxw</c>, <c>lock fetch add</c>.</param>
/// <param name="Version">The processor version it came with.</param>
/// <param name="Group">Its conformance group.</param>
/// <param name="Flow">Where execution goes after it.</param>
/// <param name="Reads">The registers whose values it may use. A call may use all five arguments; what it does use is the callee's matter.</param>
/// <param name="Writes">The registers whose values it changes or, as a call does to R1 to R5, makes unusable.</param>
/// <param name="AccessSize">How many bytes of memory it accesses: 1, 2, 4 or 8, and 0 when it does not.</param>
/// <param name="ReadsMemory">Whether it loads from memory (atomic operations do, store-release does not).</param>
/// <param name="WritesMemory">Whether it stores to memory (atomic operations do, load-acquire does not).</param>
public readonly record struct InstructionInfo(
    string Mnemonic,
    CpuVersion Version,
    ConformanceGroup Group,
    ControlFlow Flow,
    RegisterSet Reads,
    RegisterSet Writes,
    int AccessSize,
    bool ReadsMemory,
    bool WritesMemory);
