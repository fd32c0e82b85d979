// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <summary>A function of a program that is compiled: what is known of it before its code is made, and the method that gets the code.</summary>
internal sealed class IlFunction
{
    /// <summary>Its blocks.</summary>
    public required FlowFunction Flow { get; init; }

    /// <summary>Which registers are needed where.</summary>
    public required Liveness Liveness { get; init; }

    /// <summary>The argument registers it reads; callers pass these and no others.</summary>
    public required ImmutableArray<int> Parameters { get; init; }

    /// <summary>
    /// What a call counts against the budget, in instructions: those of the function and of what it calls, loops once. The caller charges it,
    /// unless <see cref="ChargesItself"/>.
    /// </summary>
    public required int Cost { get; init; }

    /// <summary>Whether the function charges itself when it is entered, because a call may take too long for its caller to charge in arrears.</summary>
    public required bool ChargesItself { get; init; }

    /// <summary>
    /// Whether the budget may change while it runs; then callers that keep what is left in a local must store it before the call and load it afterwards.
    /// </summary>
    public required bool TouchesBudget { get; init; }

    /// <summary>The slot of its first instruction.</summary>
    public int Start => Flow.Start;

    /// <summary>
    /// The method: takes the run, its state, <see cref="Parameters"/> and R10; returns R0.
    /// </summary>
    public required DynamicMethod Method { get; init; }
}
