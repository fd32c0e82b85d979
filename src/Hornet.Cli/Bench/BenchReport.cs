// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli.Bench;

/// <summary>What <c>hornet bench</c> found.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Rows">What each engine did.</param>
/// <param name="Absent">Engines that were not measured, and why.</param>
internal sealed record BenchReport(BenchRequest Request, IReadOnlyList<BenchRow> Rows, IReadOnlyList<(BenchEngine Engine, string Reason)> Absent)
{
    /// <summary>What the others are compared with: the kernel where it was measured, otherwise the interpreter, otherwise the first.</summary>
    public BenchRow Reference => Rows.FirstOrDefault(row => row.Engine == BenchEngine.Kernel) ?? Rows.FirstOrDefault(row => row.Engine == BenchEngine.Interpreter) ?? Rows[0];
}

/// <summary>What one engine did.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Time">The program.</param>
/// <param name="Empty">A program of the same type that only returns, measured in the same rounds: what calling a program costs.</param>
/// <param name="FirstCompileTime">How long compiling took the first time; null where nothing was compiled, or the kernel did it.</param>
/// <param name="WarmCompileTime">How long it takes when the compiler is warm.</param>
internal sealed record BenchRow(BenchEngine Engine, Measurement Time, Measurement Empty, TimeSpan? FirstCompileTime, TimeSpan? WarmCompileTime)
{
    /// <summary>The time of a run without the call, in nanoseconds.</summary>
    public double Net => Math.Max(0, Time.Median - Empty.Median);

    /// <summary>Whether the program takes so much longer than one that only returns that <see cref="Net"/> is more than noise.</summary>
    public bool HasNet => Net > Empty.Median * 0.05;
}
