// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Verification;

internal sealed partial class Analysis
{
    /// <summary>Verifies the program, and then each global function that it calls.</summary>
    /// <exception cref="Refusal">The program is not safe.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        Log.Begin();
        List<Subprogram> functions = Program.Subprograms;
        Walk(functions[0], cancellationToken);
        var verified = new HashSet<Subprogram> { functions[0] };
        // A global function may call others, before or after it.
        for (int i = 1; i < functions.Count; i++)
        {
            Subprogram function = functions[i];
            if (!IsVerifiedByItself(function) || !verified.Add(function))
                continue;
            Walk(function, cancellationToken);
            i = 0;
        }

        FastCalls.Reduce(Program);
        StackDepths.Check(Program);
    }

    /// <summary>What was proven, of an accepted program.</summary>
    public ProgramProofs CollectProofs()
    {
        ImmutableArray<InstructionProof>.Builder instructions = ImmutableArray.CreateBuilder<InstructionProof>(Program.Facts.Length);
        for (int i = 0; i < Program.Facts.Length; i++)
            instructions.Add(Program.Facts[i].ToProof(Program.Instructions[i]));
        return new ProgramProofs
        {
            Instructions = instructions.MoveToImmutable(),
            Stacks = [.. Program.Subprograms.Select(function => function.ToProof())],
            LongestRun = Program.Subprograms.Count == 1 && !Program.Instructions.Any(MayRepeatUnwalked) ? Path.Instructions : null,
        };
    }

    private static bool MayRepeatUnwalked(Instruction instruction) =>
        instruction.Opcode == 0xe5 || instruction is { Opcode: 0x85, Source: Bytecode.Register.R2 /* BPF_PSEUDO_KFUNC_CALL */ };

    private static bool IsVerifiedByItself(Subprogram function) => function.IsExceptionCallback || (function.IsGlobal && function.IsCalled);

    private void Walk(Subprogram function, CancellationToken cancellationToken)
    {
        States.Clear();
        StackFrame frame = State.Begin(function.Index);
        State.MaySleep = Program.Spec.IsSleepable;
        frame.IsExceptionCallback = function.IsExceptionCallback;
        Instruction = function.Start;
        Functions.Globals.Begin(function, frame);
        Path.Walk(cancellationToken);
    }
}
