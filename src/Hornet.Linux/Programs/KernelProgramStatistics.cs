// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>How often a program ran, and for how long, while statistics were on.</summary>
/// <param name="RunCount">How often it ran.</param>
/// <param name="RunTimeNanoseconds">Time spent in it.</param>
/// <param name="RecursionMisses">How often it was not run because it was running on that CPU already; counted always.</param>
public readonly record struct KernelProgramStatistics(long RunCount, long RunTimeNanoseconds, long RecursionMisses);
