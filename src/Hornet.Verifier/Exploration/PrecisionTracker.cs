// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Finds which numbers a safety decision depends on: walks the path back from a use to everything that the number was made of.</summary>
internal sealed class PrecisionTracker
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public PrecisionTracker(Analysis analysis) => _analysis = analysis;

    /// <summary>Says that safety depends on the number in a register of the running function.</summary>
    public void MarkRegister(int register) => throw new NotImplementedException();

    /// <summary>Says that safety depends on the number spilled in a stack slot.</summary>
    public void MarkSlot(int frame, int slot) => throw new NotImplementedException();
}
