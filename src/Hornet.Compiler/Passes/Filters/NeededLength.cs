// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// How many bytes a packet must have for a filter to return anything but 0 from a step on, as every way to such a return reads that far. A load that is no farther may be left out or
/// moved before the step: where it would end the filter with 0, the filter returns 0 all the same.
/// </summary>
internal sealed class NeededLength
{
    /// <summary>More than any packet has: nothing but 0 is returned.</summary>
    public const ulong Never = ulong.MaxValue;

    private readonly Dictionary<Step, ulong> _lengths = new(ReferenceEqualityComparer.Instance);

    private readonly ReadOrder _reads;

    /// <summary>Computes it for all steps.</summary>
    /// <param name="order">The steps, each before all it goes to.</param>
    /// <param name="reads">What becomes of packets captured in part.</param>
    public NeededLength(List<Step> order, ReadOrder reads)
    {
        _reads = reads;
        for (int i = order.Count - 1; i >= 0; i--)
            _lengths[order[i]] = Compute(order[i]);
    }

    /// <summary>The length for a step.</summary>
    public ulong Of(Step step) => _lengths[step];

    /// <summary>Whether a load or division that ends the filter makes no difference, because a step is still to come.</summary>
    public bool Covers(Step step, Term need)
    {
        if (_reads == ReadOrder.Any && !need.IsDivision)
            return true;
        ulong length = _lengths[step];
        return length == Never || (need is { IsDivision: false, IsMonotone: true } && need.End + (need.Left?.PossibleBits ?? 0) <= length);
    }

    private ulong Compute(Step step)
    {
        ulong after = Never;
        if (step.Kind == StepKind.Return)
            after = step.Term is { IsConstant: true, Value: 0 } ? Never : 0;
        for (int i = 0; i < step.WaysOut; i++)
            after = Math.Min(after, _lengths[step.WayOut(i)]);
        foreach (Term need in step.Needs)
        {
            if (need is { IsDivision: false, IsMonotone: true })
                after = Math.Max(after, need.End);
        }

        return after;
    }
}
