// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Bytecode;

/// <summary>
/// Checks the form of whole programs: every instruction valid, wide loads whole, every jump, call and function address at an instruction of
/// the program, no way off its end. It follows no path and judges no value; that is the verifier's work.
/// </summary>
public static class ProgramValidator
{
    /// <summary>Throws at the first fault.</summary>
    /// <param name="program">The slots of the program.</param>
    /// <param name="rules">Whose rules apply.</param>
    /// <exception cref="InvalidInstructionException">The program is not valid.</exception>
    public static void Validate(ReadOnlySpan<Instruction> program, ValidationRules rules = ValidationRules.Rfc9669)
    {
        var check = new Check(program, rules, findAll: false);
        if (check.Run() is [var first, ..])
            throw new InvalidInstructionException(first);
    }

    /// <summary>Whether the program is valid.</summary>
    /// <param name="program">The slots of the program.</param>
    /// <param name="rules">Whose rules apply.</param>
    public static bool IsValid(ReadOnlySpan<Instruction> program, ValidationRules rules = ValidationRules.Rfc9669) =>
        new Check(program, rules, findAll: false).Run().Count == 0;

    /// <summary>Finds every fault, at most one an instruction and rule, in the order of the instructions.</summary>
    /// <param name="program">The slots of the program.</param>
    /// <param name="rules">Whose rules apply.</param>
    public static ImmutableArray<InstructionDiagnostic> Diagnose(ReadOnlySpan<Instruction> program, ValidationRules rules = ValidationRules.Rfc9669)
    {
        List<InstructionDiagnostic> found = new Check(program, rules, findAll: true).Run();
        return [.. found.OrderBy(diagnostic => diagnostic.Index)];
    }

    /// <summary>One validation: a pass over the instructions, then one over their targets.</summary>
    private readonly ref struct Check
    {
        private readonly ReadOnlySpan<Instruction> _program;
        private readonly ValidationRules _rules;
        private readonly bool _findAll;
        private readonly List<InstructionDiagnostic> _found = [];

        /// <summary>For each slot, whether it is the second of a wide load.</summary>
        private readonly bool[] _isSecond;

        public Check(ReadOnlySpan<Instruction> program, ValidationRules rules, bool findAll)
        {
            _program = program;
            _rules = rules;
            _findAll = findAll;
            _isSecond = new bool[program.Length];
        }

        private bool Done => _found.Count > 0 && !_findAll;

        public List<InstructionDiagnostic> Run()
        {
            if (_program.IsEmpty)
            {
                _found.Add(new InstructionDiagnostic(0, default, InstructionFault.EmptyProgram));
                return _found;
            }

            int last = CheckInstructions();
            if (!Done)
                CheckTargets();
            if (!Done && !EndsPath(_program[last]))
                Report(last, InstructionFault.FallsOffEnd);
            if (!Done && _rules == ValidationRules.Linux)
                CheckFunctions();
            return _found;
        }

        /// <summary>Checks each instruction by itself; returns the index of the last one.</summary>
        private int CheckInstructions()
        {
            int last = 0;
            for (int i = 0; i < _program.Length && !Done; i++)
            {
                Instruction instruction = _program[i];
                last = i;
                InstructionFault fault = InstructionSet.Check(instruction);
                if (fault == InstructionFault.None && _rules == ValidationRules.Linux)
                    fault = CheckLinux(instruction);
                Report(i, fault);

                if (instruction.IsWideLoad)
                {
                    if (i + 1 == _program.Length)
                    {
                        Report(i, InstructionFault.TruncatedWideLoad);
                        continue;
                    }

                    i++;
                    _isSecond[i] = true;
                    if (!IsSecondSlot(instruction, _program[i]))
                        Report(last, InstructionFault.InvalidSecondSlot);
                }
            }

            return last;
        }

        private bool IsSecondSlot(Instruction first, Instruction second)
        {
            if (second != new Instruction(0, immediate: second.Immediate))
                return false;
            bool usesImmediate = first.WideLoadKind is not (WideLoadKind.MapDescriptor or WideLoadKind.MapIndex or WideLoadKind.Function);
            return usesImmediate || second.Immediate == 0 || _rules == ValidationRules.Rfc9669;
        }

        private void CheckTargets()
        {
            for (int i = 0; i < _program.Length && !Done; i++)
            {
                if (!_isSecond[i] && TargetOf(i) is long target)
                {
                    if (target < 0 || target >= _program.Length)
                        Report(i, InstructionFault.TargetOutsideProgram);
                    else if (_isSecond[target])
                        Report(i, InstructionFault.TargetInsideWideLoad);
                }
            }
        }

        /// <summary>Linux: a function ends where the next begins, nothing falls from one into the other, and jumps stay inside.</summary>
        private void CheckFunctions()
        {
            var isStart = new bool[_program.Length];
            isStart[0] = true;
            for (int i = 0; i < _program.Length; i++)
            {
                bool entersFunction = _program[i].IsLocalCall || _program[i].IsFunctionLoad;
                if (!_isSecond[i] && entersFunction && TargetOf(i) is long start && start >= 0 && start < _program.Length)
                    isStart[start] = true;
            }

            int functionStart = 0;
            for (int i = 1; i <= _program.Length && !Done; i++)
            {
                if (i < _program.Length && !isStart[i])
                    continue;
                if (i < _program.Length && (_isSecond[i - 1] || !EndsPath(_program[i - 1])))
                    Report(i - 1, InstructionFault.FallsOutOfFunction);
                CheckJumpsInside(functionStart, i);
                functionStart = i;
            }
        }

        private void CheckJumpsInside(int start, int end)
        {
            for (int i = start; i < end && !Done; i++)
            {
                // Targets outside the program have been reported as such.
                if (!_isSecond[i] && _program[i].IsJump && TargetOf(i) is long target && target >= 0 && target < _program.Length
                    && (target < start || target >= end))
                    Report(i, InstructionFault.JumpOutOfFunction);
            }
        }

        private long? TargetOf(int index)
        {
            Instruction instruction = _program[index];
            if (instruction.IsJump || instruction.IsLocalCall)
                return index + 1L + instruction.JumpDistance;
            // The distance of a function's address counts from the slot after the first (BPF_PSEUDO_FUNC).
            return instruction.IsFunctionLoad ? index + 1L + instruction.Immediate : null;
        }

        private void Report(int index, InstructionFault fault)
        {
            if (fault != InstructionFault.None && !Done)
                _found.Add(new InstructionDiagnostic(index, _program[index], fault));
        }

        private static bool EndsPath(Instruction instruction) => instruction.IsExit || instruction.IsUnconditionalJump;

        private static InstructionFault CheckLinux(Instruction instruction)
        {
            if (instruction.IsCallRegister)
                return InstructionFault.NotInLinux;
            if (instruction.IsAddressSpaceCast)
                return instruction.Immediate is 1 or 0x10000 ? InstructionFault.None : InstructionFault.InvalidAddressSpace;
            if (InstructionSet.FormOf(instruction.Opcode) != OpcodeForm.AluImmediate)
                return InstructionFault.None;

            int width = instruction.Class == InstructionClass.Alu64 ? 64 : 32;
            return instruction.AluOperation switch
            {
                AluOperation.ShiftLeft or AluOperation.ShiftRight or AluOperation.ArithmeticShiftRight when (uint)instruction.Immediate >= width =>
                    InstructionFault.InvalidShift,
                AluOperation.Divide or AluOperation.Modulo when instruction.Immediate == 0 => InstructionFault.DivisionByZero,
                _ => InstructionFault.None,
            };
        }
    }
}
