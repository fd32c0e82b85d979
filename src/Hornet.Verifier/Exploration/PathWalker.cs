// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Walks all paths of a function, one after the other, depth first.</summary>
internal sealed class PathWalker
{
    // Ways to go on that may wait at a time (the kernel's BPF_COMPLEXITY_LIMIT_JMP_SEQ).
    private const int MaxPending = 8192;

    private const int CancellationInterval = 4096;

    private readonly Analysis _analysis;
    private readonly InstructionProcessor _processor;
    private readonly Stack<VerifierState> _pending = new();
    private readonly Stack<VerifierState> _spare = new();

    /// <summary>Works on an analysis.</summary>
    public PathWalker(Analysis analysis)
    {
        _analysis = analysis;
        _processor = new InstructionProcessor(analysis);
    }

    /// <summary>Instructions processed so far.</summary>
    public long Instructions { get; private set; }

    /// <summary>Jumps processed so far.</summary>
    public long Jumps { get; private set; }

    /// <summary>Walks all paths from the current state, which stands at the start of a function.</summary>
    /// <exception cref="Refusal">A path is not safe, or there are too many.</exception>
    public void Walk(CancellationToken cancellationToken)
    {
        _pending.Clear();
        VerifierLog log = _analysis.Log;
        long beginning = log.Position;
        if (log.IsEnabled)
            log.StartPath(-1);
        while (true)
        {
            WalkPath(cancellationToken);
            _analysis.States.EndPath(_analysis.State.Parent);
            if (!_pending.TryPop(out VerifierState? next))
            {
                // The last state stays where it is: the walk of another function begins in it.
                if (log.IsEnabled)
                    log.Rewind(beginning);
                return;
            }

            _spare.Push(_analysis.State);
            _analysis.State = next;
            _analysis.Instruction = next.Instruction;
            if (log.IsEnabled)
            {
                log.Rewind(next.LogPosition);
                log.StartPath(next.History.Count > 0 ? next.History.Last.Instruction : -1);
            }
        }
    }

    /// <summary>Remembers another way to go on from the current state: a copy of it, to be walked later from an instruction.</summary>
    /// <returns>The copy, for the caller to change.</returns>
    /// <exception cref="Refusal">There are too many ways.</exception>
    public VerifierState Fork(int instruction)
    {
        VerifierState current = _analysis.State;
        VerifierState fork = Push(instruction);
        fork.CopyFrom(current);
        fork.History.CopyFrom(current.History);
        fork.Instruction = instruction;
        if (fork.Parent is { } kept)
            kept.OpenPaths++;
        return fork;
    }

    /// <summary>Remembers a way to go on that has nothing to do with the current state: a function that is called later, from its start.</summary>
    public VerifierState ForkAsync(int subprogram)
    {
        int instruction = _analysis.Program.Subprograms[subprogram].Start;
        VerifierState fork = Push(instruction);
        fork.Begin(subprogram);
        fork.Instruction = instruction;
        return fork;
    }

    private VerifierState Push(int instruction)
    {
        if (_pending.Count >= MaxPending)
            throw _analysis.Refuse(FailureKind.Termination, $"The sequence of {_pending.Count + 1} jumps is too complex.");
        VerifierState fork = _spare.TryPop(out VerifierState? spare) ? spare : new VerifierState();
        fork.LogPosition = _analysis.Log.Position;
        _pending.Push(fork);
        return fork;
    }

    private void WalkPath(CancellationToken cancellationToken)
    {
        VerifiedProgram program = _analysis.Program;
        while (true)
        {
            int at = _analysis.Instruction;
            if ((uint)at >= (uint)program.Instructions.Length)
                throw _analysis.Refuse(FailureKind.Structure, $"invalid insn idx {at} insn_cnt {program.Instructions.Length}");
            if (++Instructions > _analysis.Options.InstructionLimit)
                throw _analysis.Refuse(FailureKind.Termination, $"BPF program is too large. Processed {Instructions} insn");
            if (Instructions % CancellationInterval == 0)
                cancellationToken.ThrowIfCancellationRequested();
            ref InstructionFacts facts = ref program.Facts[at];
            if (facts.IsPrunePoint && _analysis.States.IsCovered(Instructions, Jumps))
            {
                if (_analysis.Log.IsEnabled)
                    _analysis.Log.Prune(_analysis.State, at);
                return;
            }

            facts.IsReached = true;
            _analysis.State.History.Add(at);
            Instruction instruction = program.Instructions[at];
            if (instruction.IsJumpClass)
                Jumps++;
            if (_analysis.Log.IsEnabled)
                _analysis.Log.Write(_analysis.State, at);
            bool goesOn = _processor.Process(instruction);
            _analysis.Liveness.EndInstruction(at);
            if (!goesOn)
                return;
        }
    }
}
