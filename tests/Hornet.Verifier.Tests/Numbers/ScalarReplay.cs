// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>
/// Does each instruction that the kernel's log shows to the numbers that the log shows before it, and compares with what it shows after it.
/// </summary>
internal sealed class ScalarReplay(Instruction[] program, KernelLog log, List<string> differences)
{
    // What the log has shown and no later instruction can have changed unseen.
    private readonly Dictionary<int, (string Text, string Identity)> _registers = [];
    private string? _slot;

    /// <summary>How many results and foretold jumps have been compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Follows the path on which no jump is taken.</summary>
    public void Run()
    {
        for (int index = 0; index < program.Length && log.After(index) is { } after; index++)
        {
            Instruction instruction = program[index];
            if (instruction.IsExit || (instruction.IsConditionalJump && log.OnTheWay(index, index + 1) is null))
            {
                return;
            }

            if (instruction.IsConditionalJump)
            {
                CompareJump(index, instruction);
                ForgetLinked(instruction);
            }
            else if (instruction.Class == InstructionClass.StoreRegister)
            {
                _slot = after[(int)instruction.Source];
            }
            else if (instruction.Destination >= (Register)ScalarProgram.FirstRegister && !CompareCalculation(index, instruction, after))
            {
                return;
            }

            Remember(after);
        }
    }

    // Whether the log can be followed further: not where the kernel follows two numbers, as the log has the instructions after it twice.
    private bool CompareCalculation(int index, Instruction instruction, RegisterTexts after)
    {
        bool isLoad = instruction.Class == InstructionClass.LoadRegister;
        string? before = isLoad ? _slot : Shown(instruction.Destination) ?? (instruction.AluOperation == AluOperation.Move ? "scalar()" : null);
        if (before is null || RightText(instruction) is not { } rightText)
        {
            return true;
        }

        string kernel = after[(int)instruction.Destination]!;
        Scalar left = ScalarText.Parse(before);
        Scalar right = ScalarText.Parse(rightText);
        if (instruction.IsAlu && Scalar.TryFork(instruction.AluOperation, ref left, in right, out Scalar zero))
        {
            Calculate(instruction, ref zero, in right);
            Calculate(instruction, ref left, in right);
            Scalar shown = ScalarText.Format(in zero) == kernel ? zero : left;
            Compare(index, instruction, before, rightText, kernel, in shown);
            return false;
        }

        if (instruction.UsesSourceRegister && instruction.Source == instruction.Destination)
        {
            Calculate(instruction, ref left, in left);
        }
        else
        {
            Calculate(instruction, ref left, in right);
        }

        Compare(index, instruction, before, rightText, kernel, in left);
        return true;
    }

    private static void Calculate(Instruction instruction, ref Scalar left, in Scalar right)
    {
        bool is32 = instruction.Class == InstructionClass.Alu32;
        if (instruction.Class == InstructionClass.LoadRegister)
        {
            if (instruction.MemoryMode == MemoryMode.MemorySignExtended)
            {
                left.SignExtend(instruction.AccessSize, is32: false);
            }
            else
            {
                left.Truncate(instruction.AccessSize);
            }
        }
        else if (instruction.AluOperation == AluOperation.ByteSwap)
        {
            left.ConvertByteOrder(instruction.Immediate, instruction.Opcode != Opcodes.ToLittleEndian);
        }
        else if (instruction.AluOperation == AluOperation.Move && instruction.Offset != 0)
        {
            left = right;
            left.SignExtend(instruction.Offset / 8, is32);
        }
        else
        {
            Scalar.Apply(instruction.AluOperation, is32, ref left, in right);
        }
    }

    private void CompareJump(int index, Instruction instruction)
    {
        if (Shown(instruction.Destination) is not { } leftText || RightText(instruction) is not { } rightText)
        {
            return;
        }

        bool is32 = instruction.Class == InstructionClass.Jump32;
        Scalar left = ScalarText.Parse(leftText);
        Scalar right = ScalarText.Parse(rightText);
        RegisterTexts? taken = log.OnTheWay(index, index + 1 + instruction.Offset);
        int expected = taken is null ? 0 : -1;
        int decision = Scalar.Decide(instruction.JumpOperation, is32, in left, in right);
        Compared++;
        if (decision != expected)
        {
            differences.Add($"{index}: {Describe(instruction)} of {leftText} and {rightText}: decided {decision}, the kernel {expected}");
        }
        else if (taken is not null && !AreLinked(instruction))
        {
            CompareOutcome(index, instruction, instruction.JumpOperation, leftText, rightText, taken);
            CompareOutcome(index, instruction, JumpOperations.Negate(instruction.JumpOperation), leftText, rightText, log.OnTheWay(index, index + 1)!);
        }
    }

    private bool AreLinked(Instruction instruction) =>
        instruction.UsesSourceRegister && instruction.Source != instruction.Destination
        && _registers[(int)instruction.Destination].Identity is { Length: > 0 } identity
        && identity == _registers[(int)instruction.Source].Identity;

    private void CompareOutcome(int index, Instruction instruction, JumpOperation operation, string leftText, string rightText, RegisterTexts after)
    {
        Scalar left = ScalarText.Parse(leftText);
        Scalar right = ScalarText.Parse(rightText);
        bool is32 = instruction.Class == InstructionClass.Jump32;
        bool isSame = instruction.UsesSourceRegister && instruction.Source == instruction.Destination;
        if (isSame)
        {
            Scalar.Assume(operation, is32, ref left, ref left);
        }
        else
        {
            Scalar.Assume(operation, is32, ref left, ref right);
        }

        if (after[(int)instruction.Destination] is { } leftAfter)
        {
            Compare(index, instruction, leftText, $"{rightText} (left of {operation})", leftAfter, in left);
        }

        if (instruction.UsesSourceRegister && !isSame && after[(int)instruction.Source] is { } rightAfter)
        {
            Compare(index, instruction, leftText, $"{rightText} (right of {operation})", rightAfter, in right);
        }
    }

    private string? RightText(Instruction instruction) =>
        instruction.UsesSourceRegister && (instruction.IsJumpClass || (instruction.IsAlu && instruction.AluOperation != AluOperation.ByteSwap))
            ? Shown(instruction.Source)
            : instruction.Immediate.ToString(CultureInfo.InvariantCulture);

    private string? Shown(Register register) => _registers.TryGetValue((int)register, out (string Text, string Identity) shown) ? shown.Text : null;

    private void Compare(int index, Instruction instruction, string left, string right, string kernel, in Scalar result)
    {
        Compared++;
        string hornet = ScalarText.Format(in result);
        if (hornet == kernel)
        {
            return;
        }

        Scalar expected = ScalarText.Parse(kernel);
        string relation = expected.Contains(in result) ? "tighter" : result.Contains(in expected) ? "looser" : "different";
        differences.Add($"""
            {index}: {relation} after {Describe(instruction)}
              left    {left}
              right   {right}
              kernel  {kernel}
              hornet  {hornet}
            """);
    }

    private static string Describe(Instruction instruction) =>
        instruction.IsAlu ? $"{instruction.Class} {instruction.AluOperation}" : $"{instruction.Class} {instruction.JumpOperation}";

    // What a jump tells of a number, the kernel also takes for those of the same origin, but does not show them.
    private void ForgetLinked(Instruction jump)
    {
        int[] operands = jump.UsesSourceRegister ? [(int)jump.Destination, (int)jump.Source] : [(int)jump.Destination];
        foreach (int operand in operands)
        {
            if (!_registers.TryGetValue(operand, out (string Text, string Identity) shown))
            {
                // The log may have named others by the identity that it has not shown of this one.
                _registers.Clear();
            }
            else if (shown.Identity.Length > 0)
            {
                foreach (int linked in _registers.Keys.Where(other => _registers[other].Identity == shown.Identity).ToArray())
                {
                    _registers.Remove(linked);
                }
            }
        }

        _slot = null;
    }

    private void Remember(RegisterTexts after)
    {
        foreach (int register in after.Numbers)
        {
            _registers[register] = (after[register]!, after.IdentityOf(register));
        }
    }
}
