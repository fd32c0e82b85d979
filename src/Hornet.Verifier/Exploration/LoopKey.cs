// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A loop as reached by one chain of calls.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="First">The first call instruction, plus one; 0 for none.</param>
/// <param name="Second">The second.</param>
/// <param name="Third">The third.</param>
/// <param name="Rest">The rest, folded; two chains that fold alike only share their marks, which is safe.</param>
internal readonly record struct LoopKey(int Loop, int First, int Second, int Third, long Rest)
{
    /// <summary>The same with another call.</summary>
    public LoopKey Through(int place, int instruction) => place switch
    {
        0 => this with { First = instruction + 1 },
        1 => this with { Second = instruction + 1 },
        2 => this with { Third = instruction + 1 },
        _ => this with { Rest = (Rest * 1_000_003) + instruction + 1 },
    };
}
