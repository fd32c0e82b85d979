// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Calls of the program's own functions, their returns, and callbacks.</summary>
internal sealed class FunctionCalls
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public FunctionCalls(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks calls of global functions.</summary>
    public GlobalFunctions Globals { get; } = null!;

    /// <summary>
    /// From a call that calls back at once: walks the callback on a path of its own, which comes back to the call; the current path goes on as if
    /// it were not called again. Called after the arguments are checked and before R0 to R5 are overwritten.
    /// </summary>
    /// <param name="subprogram">The callback.</param>
    /// <param name="setup">Fills its argument registers.</param>

    public void PushCallback(int subprogram, CalleeSetup setup) => throw new NotImplementedException();

    /// <summary>From a call that makes a function be called later: walks that function on a path of its own, from an empty state.</summary>
    /// <param name="subprogram">The callback.</param>
    /// <param name="setup">Fills its argument registers.</param>
    /// <param name="maySleep">Whether it is called where it may sleep.</param>
    public void PushAsyncCallback(int subprogram, CalleeSetup setup, bool maySleep) => throw new NotImplementedException();
}
