// SPDX-License-Identifier: Apache-2.0
using FsCheck;
using FsCheck.Fluent;
using Hornet.Bytecode.Classic;

namespace Hornet.Seccomp.Tests;

public sealed class CompilationTests
{
    [Fact]
    public void Programs_answer_random_calls_as_the_rules_do() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            var random = new RandomPolicies(seed);
            SeccompPolicy policy = random.Policy();
            SeccompProgram program = policy.Compile();
            for (int i = 0; i < 300; i++)
            {
                SeccompCall call = random.Call(policy);
                SeccompVerdict wanted = policy.Evaluate(call);
                if (program.Run(call) != wanted)
                    Assert.Fail($"seed {seed}: {call.AuditValue:x} {call.Number} {string.Join(' ', call.Arguments.ToArray().Select(a => $"{a:x}"))} gets {program.Run(call)}, not {wanted}\n{policy}\n{SeccompListing.Format(program.Instructions)}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void A_policy_and_what_its_text_gives_compile_to_the_same_program() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            SeccompPolicy policy = new RandomPolicies(seed).Policy();

            // What can never hold, or always does, is an error in a text.
            if (policy.Rules.Any(rule => rule.Conditions.Any(c => c.Comparison <= ArgumentComparison.NotEqual && (c.Value & ~c.Mask) != 0)))
                return;
            SeccompPolicy read = SeccompPolicy.Parse(policy.ToString());
            read.ToString().ShouldBe(policy.ToString());
            read.Compile().Instructions.ShouldBe(policy.Compile().Instructions);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Neighbouring_calls_share_a_range()
    {
        SeccompPolicy policy = new SeccompPolicyBuilder(SeccompVerdict.KillProcess).For(SeccompArchitecture.X64).Allow("read", "write", "open", "close", "stat", "fstat").Build();
        policy.Compile().Instructions.Length.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public void The_search_for_a_number_is_balanced()
    {
        string[] calls = [.. SeccompArchitecture.X64.SystemCalls.Where((_, index) => index % 2 == 0).Select(call => call.Name)];
        SeccompProgram program = new SeccompPolicyBuilder(SeccompVerdict.Errno(1)).For(SeccompArchitecture.X64).Allow(calls).Build().Compile();
        int worst = SeccompArchitecture.X64.SystemCalls.Max(call => Steps(program, new SeccompCall(SeccompArchitecture.X64, call.Number)));
        worst.ShouldBeLessThan(24);
    }

    [Fact]
    public void A_policy_that_needs_more_than_4096_instructions_is_refused_with_the_number()
    {
        var builder = new SeccompPolicyBuilder(SeccompVerdict.Errno(1)).For(SeccompArchitecture.X64);
        for (ulong i = 0; i < 3000; i++)
            builder.On("ioctl").When(SeccompArgument.At(1) == ((i << 32) + (i * 7))).Allow();
        SeccompPolicyException error = Should.Throw<SeccompPolicyException>(() => builder.Build().Compile());
        error.Message.ShouldContain("4096");
    }

    [Fact]
    public void Long_programs_reach_far_targets()
    {
        var builder = new SeccompPolicyBuilder(SeccompVerdict.Errno(1)).For(SeccompArchitecture.X64);
        for (ulong i = 0; i < 600; i++)
            builder.On("ioctl").When(SeccompArgument.At(1) == ((i << 32) + (i * 7))).Apply(SeccompVerdict.Trap((ushort)i));
        SeccompPolicy policy = builder.Build();
        for (ulong i = 0; i < 600; i++)
            policy.Evaluate(SeccompCall.Create(SeccompArchitecture.X64, "ioctl", 0, (i << 32) + (i * 7))).ShouldBe(SeccompVerdict.Trap((ushort)i));
        SeccompProgram program = policy.Compile();
        for (ulong i = 0; i < 601; i++)
        {
            SeccompCall call = SeccompCall.Create(SeccompArchitecture.X64, "ioctl", 0, (i << 32) + (i * 7));
            program.Run(call).ShouldBe(policy.Evaluate(call));
        }
    }

    private static int Steps(SeccompProgram program, SeccompCall call)
    {
        int steps = 0;
        uint a = 0;
        for (int i = 0; ; i++, steps++)
        {
            ClassicInstruction instruction = program.Instructions[i];
            switch (instruction.Code)
            {
                case ClassicOpcodes.LoadWord:
                    a = instruction.Operand == 0 ? call.Number : call.AuditValue;
                    break;
                case ClassicOpcodes.JumpIfEqual:
                    i += a == instruction.Operand ? instruction.JumpTrue : instruction.JumpFalse;
                    break;
                case ClassicOpcodes.JumpIfGreaterOrEqual:
                    i += a >= instruction.Operand ? instruction.JumpTrue : instruction.JumpFalse;
                    break;
                case ClassicOpcodes.JumpIfGreater:
                    i += a > instruction.Operand ? instruction.JumpTrue : instruction.JumpFalse;
                    break;
                case ClassicOpcodes.Jump:
                    i += (int)instruction.Operand;
                    break;
                default:
                    return steps + 1;
            }
        }
    }
}
