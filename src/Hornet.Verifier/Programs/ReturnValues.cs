// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What programs, callbacks and functions may return.</summary>
internal sealed class ReturnValues
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ReturnValues(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks R0 where the outermost frame exits: a program, a global function, an asynchronous or exception callback.</summary>
    public void CheckExit() => throw new NotImplementedException();

    /// <summary>Checks that R0, a number, is what a callback may return.</summary>
    public void CheckCallback(ReturnRange range)
    {
        ref readonly Scalar number = ref _analysis.Register(0).Number;
        if (number.SignedMin < range.Low || number.SignedMax > range.High)
            throw OutOfRange(in number, range, "At callback return", "R0");
    }

    /// <summary>The refusal of a number that lies outside what may be returned.</summary>
    /// <param name="number">What is known of it.</param>
    /// <param name="range">What may be returned.</param>
    /// <param name="when">When it was found.</param>
    /// <param name="register">The register.</param>
    public Refusal OutOfRange(in Scalar number, ReturnRange range, string when, string register)
    {
        string known = (number.SignedMin > long.MinValue ? $" smin={number.SignedMin}" : "") + (number.SignedMax < long.MaxValue ? $" smax={number.SignedMax}" : "");
        if (known.Length == 0)
            known = " unknown scalar value";
        return _analysis.Refuse(FailureKind.Policy, $"{when} the register {register} has{known} should have been in [{range.Low}, {range.High}]");
    }
}
