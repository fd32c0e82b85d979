// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What programs, callbacks and functions may return.</summary>
internal sealed class ReturnValues
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ReturnValues(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks R0 where the outermost frame exits: a program, a global function, an asynchronous or exception callback.</summary>
    public void CheckExit() => throw new NotImplementedException();
}
