// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Bytecode.Tests.Classic;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

/// <summary>Classic programs: the validator, the interpreter and the translation against the kernel on random programs.</summary>
public sealed class ClassicProgramTests
{
    private const int Rounds = 1500;
    private const int EthernetHeaderLength = 14;

    [KernelFact]
    public void The_kernel_accepts_and_computes_what_the_interpreter_does()
    {
        var random = new Random(19);
        int accepted = 0;
        int kept = 0;
        using var sockets = new FilteredSockets();
        for (int round = 0; round < Rounds; round++)
        {
            ClassicInstruction[] program = WithoutSurroundings(RandomPrograms.Any(random, random.Next(1, 30)));
            bool valid = ClassicValidator.TryValidate(program, out ClassicProgramException? error);
            string text = ClassicText.Format(program, ClassicTextFormat.Listing) + error?.Message;

            sockets.TryAttach(program).ShouldBe(valid, text);
            if (!valid)
                continue;
            accepted++;
            byte[] packet = new byte[random.Next(1, 80)];
            random.NextBytes(packet);

            // A socket keeps as many bytes as the filter returns, at least one; none at all for 0.
            uint result = new ClassicFilter(program).Run(packet);
            int expected = (int)Math.Min(result, (uint)packet.Length);
            sockets.Pass(packet).ShouldBe(expected, text + Convert.ToHexStringLower(packet));
            kept += expected > 0 ? 1 : 0;
        }

        accepted.ShouldBeInRange(Rounds / 4, Rounds * 9 / 10);
        kept.ShouldBeGreaterThan(100);
    }

    [KernelFact]
    public void The_translation_passes_the_verifier_and_computes_what_the_interpreter_does()
    {
        var random = new Random(23);
        int nonzero = 0;
        for (int round = 0; round < Rounds / 3; round++)
        {
            ClassicInstruction[] program = WithoutSurroundings(RandomPrograms.Valid(random, random.Next(1, 30)));
            byte[] frame = new byte[random.Next(EthernetHeaderLength + 1, 100)];
            random.NextBytes(frame);
            Instruction[] code = ClassicTranslator.Translate(program);
            using KernelProgram loaded = KernelProgram.Load(ProgramType.SocketFilter, code);

            // A test run hands a socket filter the packet behind its Ethernet header.
            uint expected = new ClassicFilter(program).Run(frame.AsSpan(EthernetHeaderLength));
            loaded.TestRun(new TestRunInput { Data = frame }).ReturnValue.ShouldBe(expected, ClassicText.Format(program, ClassicTextFormat.Listing) + Convert.ToHexStringLower(frame));
            nonzero += expected != 0 ? 1 : 0;
        }

        nonzero.ShouldBeGreaterThan(Rounds / 30);
    }

    [KernelTheory]
    [InlineData("ld proto ret a", 0x86dd)]
    [InlineData("ld len ret a", 50)]
    [InlineData("ld vlan_avail ret a", 0)]
    [InlineData("ldx #1 ld #2 ld [-4056] ret a", 3)]
    [InlineData("ldb [-2097140] ret a", 0x86)]
    [InlineData("ldb [-1048575] ret a", 1)]
    [InlineData("ldx #0 ld rand div x ret a", 0)]
    public void Extensions_and_negative_offsets_are_translated(string source, int expected)
    {
        byte[] frame = new byte[64];
        frame[12] = 0x86;
        frame[13] = 0xdd;
        for (int i = EthernetHeaderLength; i < frame.Length; i++)
            frame[i] = (byte)(i - EthernetHeaderLength);
        ClassicInstruction[] program = ClassicText.Parse(source);
        using KernelProgram loaded = KernelProgram.Load(ProgramType.SocketFilter, ClassicTranslator.Translate(program));

        loaded.TestRun(new TestRunInput { Data = frame }).ReturnValue.ShouldBe((uint)expected);
    }

    [KernelFact]
    public void Every_extension_passes_the_verifier()
    {
        foreach (string name in (string[])["proto", "type", "ifidx", "mark", "queue", "rxhash", "cpu", "vlan_tci", "vlan_avail", "vlan_tpid", "rand"])
        {
            using KernelProgram loaded = KernelProgram.Load(ProgramType.SocketFilter, ClassicTranslator.Translate(ClassicText.Parse($"ld {name} ret a")));
            loaded.TestRun(new TestRunInput { Data = new byte[64] }).ShouldNotBeNull();
        }
    }

    /// <summary>Only what depends on the packet alone: extensions but the exclusive or give way to a constant.</summary>
    private static ClassicInstruction[] WithoutSurroundings(ClassicInstruction[] program)
    {
        for (int i = 0; i < program.Length; i++)
        {
            if (program[i].Code is 0x20 or 0x28 or 0x30
                && ClassicExtensions.TryFromOperand(program[i].Operand, out ClassicExtension extension)
                && extension != ClassicExtension.XorX)
                program[i] = new ClassicInstruction(ClassicOpcodes.LoadImmediate, (uint)extension);
        }

        return program;
    }
}
