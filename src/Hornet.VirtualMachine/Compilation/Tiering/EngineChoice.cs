// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Which compilers suit a program, when the caller leaves the choice to the machine.</summary>
/// <remarks>
/// .NET's own compiler optimises across instructions and calls helpers directly, so it makes the faster code; but it compiles slowly, and past its limits
/// it stops optimising. Plain x86-64 code compiles in a fraction of the time and does not degrade with size. docs/jit.md has the measurements.
/// </remarks>
internal static class EngineChoice
{
    /// <summary>The greatest number of instruction slots for which code made by way of the intermediate language is the better one.</summary>
    public const int MostSlotsForJit = 16_384;

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
