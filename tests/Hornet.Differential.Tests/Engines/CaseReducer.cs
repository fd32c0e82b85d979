// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Engines;

/// <summary>Makes a case that shows a difference as small as it gets: fewer runs, fewer instructions.</summary>
internal static class CaseReducer
{
    // Every attempt compiles and runs; large programs must not keep a failing test for hours.
    private const int MostAttempts = 3000;

    /// <summary>Leaves out what a difference does not need.</summary>
    public static EngineCase Reduce(EngineCase engineCase, Func<EngineCase, bool> isStillDifferent)
    {
        int attempts = 0;
        bool IsDifferent(EngineCase candidate) => attempts++ < MostAttempts && isStillDifferent(candidate);
        engineCase = ReduceInputs(engineCase, IsDifferent);
        for (bool isSmaller = true; isSmaller && attempts < MostAttempts;)
        {
            isSmaller = false;
            for (int program = 0; program < engineCase.Object.Programs.Length; program++)
                isSmaller |= ReduceProgram(ref engineCase, program, IsDifferent);
        }

        return ReduceInputs(engineCase, IsDifferent);
    }

    /// <summary>A program without some slots; jumps over them become shorter, what referred to them is gone.</summary>
    public static ProgramSpec Without(ProgramSpec program, int at, int count)
    {
        ImmutableArray<Instruction> code = program.Instructions;
        int Moved(int place) => place <= at ? place : Math.Max(at, place - count);
        bool IsKept(int place) => place < at || place >= at + count;
        var kept = ImmutableArray.CreateBuilder<Instruction>(code.Length);
        for (int i = 0; i < code.Length; i++)
        {
            if (IsKept(i))
                kept.Add(Retarget(code, i, Moved));
        }

        return program with
        {
            Instructions = kept.ToImmutable(),
            References = [.. program.References.Where(reference => IsKept(reference.Instruction)).Select(reference => reference with { Instruction = Moved(reference.Instruction) })],
            Functions =
            [
                .. program.Functions.Select(function => function with { Instruction = Moved(function.Instruction) })
                    .DistinctBy(function => function.Instruction).Where(function => function.Instruction < kept.Count),
            ],
            Lines = [],
            CoreRelocations = [],
        };
    }

    private static EngineCase ReduceInputs(EngineCase engineCase, Func<EngineCase, bool> isDifferent)
    {
        for (int at = engineCase.Inputs.Length - 1; at >= 0 && engineCase.Inputs.Length > 1; at--)
        {
            EngineCase fewer = engineCase with { Inputs = engineCase.Inputs.RemoveAt(at) };
            if (isDifferent(fewer))
                engineCase = fewer;
        }

        return engineCase;
    }

    private static bool ReduceProgram(ref EngineCase engineCase, int program, Func<EngineCase, bool> isDifferent)
    {
        bool isSmaller = false;
        for (int size = Math.Max(1, engineCase.Object.Programs[program].Instructions.Length / 2); size >= 1; size /= 2)
        {
            for (int at = engineCase.Object.Programs[program].Instructions.Length - size; at >= 0; at -= size)
            {
                ProgramSpec spec = engineCase.Object.Programs[program];
                int from = Math.Min(at, spec.Instructions.Length - 1);
                if (Whole(spec.Instructions, from, size) is not { } range || range.Count >= spec.Instructions.Length)
                    continue;
                BpfObject smaller = engineCase.Object with { Programs = engineCase.Object.Programs.SetItem(program, Without(spec, range.At, range.Count)) };
                if (!isDifferent(engineCase with { Object = smaller }))
                    continue;
                engineCase = engineCase with { Object = smaller };
                isSmaller = true;
            }
        }

        return isSmaller;
    }

    /// <summary>The slots of whole instructions, wide loads with both halves.</summary>
    private static (int At, int Count)? Whole(ImmutableArray<Instruction> code, int at, int count)
    {
        if (IsSecondHalf(code, at))
            return null;
        int end = Math.Min(at + count, code.Length);
        if (end < code.Length && IsSecondHalf(code, end))
            end++;
        return (at, end - at);
    }

    private static bool IsSecondHalf(ImmutableArray<Instruction> code, int at)
    {
        int start = at;
        while (start > 0 && code[start - 1].IsWideLoad)
            start--;
        return (at - start) % 2 == 1;
    }

    private static Instruction Retarget(ImmutableArray<Instruction> code, int from, Func<int, int> moved)
    {
        Instruction instruction = code[from];
        bool isFunctionAddress = instruction.IsWideLoad && !IsSecondHalf(code, from) && (WideLoadKind)instruction.Source == WideLoadKind.Function;
        bool isLocalCall = instruction.Opcode == Opcodes.Call && (CallKind)instruction.Source == CallKind.Local;
        bool isInImmediate = isFunctionAddress || isLocalCall || instruction.Opcode == Opcodes.JumpLong;
        if (!isInImmediate && (!instruction.IsJump || IsSecondHalf(code, from)))
            return instruction;
        int distance = moved(from + 1 + (isInImmediate ? instruction.Immediate : instruction.Offset)) - moved(from) - 1;
        return isInImmediate ? instruction.WithImmediate(distance) : instruction.WithOffset((short)distance);
    }
}
