// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>A classic program breaks a rule of <see cref="ClassicValidator"/>.</summary>
public sealed class ClassicProgramException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done and what is wrong.</param>
    /// <param name="index">The instruction at fault, counted from 0.</param>
    /// <param name="fault">Which rule is broken.</param>
    public ClassicProgramException(string message, int index, ClassicFault fault)
        : base(message)
    {
        Index = index;
        Fault = fault;
    }

    /// <summary>The instruction at fault, counted from 0; 0 for an empty program.</summary>
    public int Index { get; }

    /// <summary>Which rule is broken.</summary>
    public ClassicFault Fault { get; }
}
