// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Which compilers suit a program, when the caller leaves the choice to the machine.</summary>
/// <remarks>
/// .NET's own compiler optimises across instructions and calls helpers directly, so it makes the faster code at every size that was measured; but it takes ten
/// times as long, which for very large programs is a good part of a second. docs/jit.md has the measurements.
/// </remarks>
internal static class EngineChoice
{
    /// <summary>The greatest number of instruction slots that are compiled by way of the intermediate language: it takes some 4 microseconds for each, x64 a tenth of that.</summary>
    public const int MostSlotsForJit = 32_768;

    /// <summary>The compilers to try for a program, best first; empty where there is none.</summary>
    /// <param name="slots">The number of its instruction slots.</param>
    public static Engine[] Candidates(int slots)
    {
        bool hasJit = Compilers.Find(Engine.Jit).WhyNot is null;
        bool hasX64 = Compilers.Find(Engine.X64).WhyNot is null;
        return (hasJit, hasX64) switch
        {
            (true, true) => slots <= MostSlotsForJit ? [Engine.Jit, Engine.X64] : [Engine.X64, Engine.Jit],
            (true, false) => [Engine.Jit],
            (false, true) => [Engine.X64],
            _ => [],
        };
    }
}
