// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>Random walks of a pointer by numbers that are not known: what is known of its offset is what the kernel's verifier writes.</summary>
public sealed class PointerOffsetTests
{
    private const int Programs = 200;
    private const int Moves = 5;
    private const Register Pointer = Register.R9;
    private const Register Number = Register.R6;

    [KernelFact]
    public void Every_move_of_a_pointer_says_of_its_offset_what_the_kernel_says()
    {
        var random = new Random(9);
        int compared = 0;
        for (int number = 0; number < Programs; number++)
        {
            Instruction[] program = Generate(random);
            using KernelProgram loaded = KernelProgram.Load(ProgramType.SocketFilter, program, new ProgramLoadOptions { LogLevel = 2 });
            compared += Compare(program, new KernelLog(loaded.Log));
        }

        compared.ShouldBe(Programs * Moves);
    }

    private static int Compare(Instruction[] program, KernelLog log)
    {
        int compared = 0;
        Scalar offset = Scalar.Constant(0);
        Scalar distance = default;
        for (int index = 0; index < program.Length; index++)
        {
            RegisterTexts after = log.After(index)!;
            bool isMove = program[index].Destination == Pointer && program[index].AluOperation != AluOperation.Move;
            if (isMove)
            {
                Scalar.Displace(ref offset, in distance, program[index].AluOperation == AluOperation.Subtract);
                offset.Synchronize();
                ScalarText.Format(in offset).ShouldBe(after.ContextOffset((int)Pointer), $"after instruction {index} by {ScalarText.Format(in distance)}");
                compared++;
            }
            else if (after[(int)Number] is { } text)
            {
                distance = ScalarText.Parse(text);
            }
        }

        return compared;
    }

    private static Instruction[] Generate(Random random)
    {
        var program = new List<Instruction> { new(Opcodes.Move64Register, Pointer, Register.R1) };
        for (int move = 0; move < Moves; move++)
        {
            // Of few bits, so that no sum comes near the limit of offsets.
            program.Add(new(Opcodes.Call, immediate: 7));
            program.Add(new(Opcodes.Move64Register, Number, Register.R0));
            program.Add(new(Opcodes.And64Immediate, Number, immediate: random.Next(1, 1 << random.Next(1, 17))));
            program.Add(new(Opcodes.Add64Immediate, Number, immediate: random.Next(-100_000, 100_000) >> random.Next(17)));
            program.Add(new(random.Next(2) == 0 ? Opcodes.Add64Register : Opcodes.Subtract64Register, Pointer, Number));
        }

        program.Add(new(Opcodes.Move64Immediate, Register.R0));
        program.Add(new(Opcodes.Exit));
        return [.. program];
    }
}
