// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <summary>A function of a program that is compiled: what is known of it before its code is made, and the method that gets the code.</summary>
internal sealed class IlFunction
{
    private readonly Dictionary<int, ushort> _live;
    private DynamicMethod? _method;
    private IlChunkPlan? _plan;

    /// <summary>Describes a function.</summary>
    /// <param name="flow">Its blocks.</param>
    /// <param name="liveness">Which registers are needed where.</param>
    public IlFunction(FlowFunction flow, Liveness liveness)
    {
        Flow = flow;
        Liveness = liveness;
        _live = flow.Blocks.ToDictionary(block => block.Start, liveness.AtStart);
        ushort atEntry = liveness.AtStart(flow.Entry);
        Parameters = [.. Enumerable.Range(1, 5).Where(register => (atEntry & (1 << register)) != 0)];
    }

    /// <summary>Its blocks.</summary>
    public FlowFunction Flow { get; }

    /// <summary>Which registers are needed where.</summary>
    public Liveness Liveness { get; }

    /// <summary>The argument registers it reads; callers pass these and no others.</summary>
    public ImmutableArray<int> Parameters { get; }

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

    /// <summary>The parts of its frame that are kept in locals.</summary>
    public required IlStackVariables Variables { get; init; }

    /// <summary>The slot of its first instruction.</summary>
    public int Start => Flow.Start;

    /// <summary>The method: takes the run, its state, <see cref="Parameters"/> and R10; returns R0.</summary>
    public DynamicMethod Method
    {
        get => _method ?? throw new InvalidOperationException($"The function at {Start} has no method, because nothing was known to call it.");
        set => _method = value;
    }

    /// <summary>Whether it has a method.</summary>
    public bool HasMethod => _method is not null;

    /// <summary>How it is cut into methods.</summary>
    public IlChunkPlan Plan
    {
        get => _plan ?? throw new InvalidOperationException("The function was not planned.");
        set => _plan = value;
    }

    /// <summary>The methods of its chunks, when it has more than one.</summary>
    public ImmutableArray<DynamicMethod> ChunkMethods { get; set; } = [];

    /// <summary>The registers that are needed at the start of a piece.</summary>
    public ushort LiveAt(int slot) => _live.TryGetValue(slot, out ushort live) ? live : (ushort)0;

    /// <summary>Notes what is needed where a block is cut.</summary>
    public void AddPiece(int slot, ushort live) => _live.Add(slot, live);
}
