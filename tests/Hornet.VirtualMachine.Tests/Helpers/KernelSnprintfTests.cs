// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.VirtualMachines.Tests;

/// <summary>The corpus of formats is right: the kernel gives the same texts.</summary>
public sealed class KernelSnprintfTests
{
    private const int TextSize = 200;
    private const int FirstArgument = 256;
    private const int ArgumentSize = 64;
    private const short ArgumentsOnStack = -96;
    private const Register MapValue = (Register)2;

    [KernelFact]
    public void The_kernel_formats_the_corpus_the_same_way()
    {
        List<string> differences = [];
        foreach (PrintfCase one in PrintfCorpus.Read())
        {
            // Its argument would have to lie in the memory of this process.
            if (Encoding.Latin1.GetString(one.Format) == "%pus")
                continue;
            string expected = one.Text is null ? "refused" : Encoding.Latin1.GetString(one.Text);
            string actual = RunInKernel(one);
            if (actual != expected)
                differences.Add($"line {one.Line}, {Encoding.Latin1.GetString(one.Format)}: kernel '{actual}', corpus '{expected}'");
        }

        differences.ShouldBeEmpty();
    }

    /// <summary>The text; or "refused", which the verifier says of bad formats before the program runs.</summary>
    private static string RunInKernel(PrintfCase one)
    {
        using KernelMap format = CreateMap("format", MapCreateFlags.ReadOnlyProgram);
        Update(format, [.. one.Format, 0]);
        format.TryFreeze().ShouldBe(MapError.None);
        using KernelMap data = CreateMap("data", 0);
        byte[] memory = new byte[1024];
        for (int at = 0; at < one.Arguments.Count; at++)
            one.Arguments[at].Memory?.CopyTo(memory, FirstArgument + (ArgumentSize * at));
        Update(data, memory);

        TestRunResult result;
        try
        {
            using KernelProgram program = KernelProgram.Load(ProgramType.SchedulerClassifier, Write(one, format, data));
            result = program.TestRun(new TestRunInput { Data = new byte[64] });
        }
        catch (BpfSyscallException)
        {
            return "refused";
        }

        data.TryLookup(new byte[4], memory).ShouldBe(MapError.None);
        ((int)result.ReturnValue).ShouldBeGreaterThan(0, $"line {one.Line}");
        return Encoding.Latin1.GetString(memory, 0, (int)result.ReturnValue - 1);
    }

    private static Instruction[] Write(PrintfCase one, KernelMap format, KernelMap data)
    {
        List<Instruction> code = [];
        for (int at = 0; at < one.Arguments.Count; at++)
        {
            PrintfArgument argument = one.Arguments[at];
            if (argument.Memory is null)
                LoadWide(code, Register.R1, default, (int)argument.Value, (int)(argument.Value >> 32));
            else
                LoadWide(code, Register.R1, MapValue, data.Handle.FileDescriptor, FirstArgument + (ArgumentSize * at));
            code.Add(new Instruction(0x7b, Register.R10, Register.R1, (short)(ArgumentsOnStack + (8 * at))));
        }

        LoadWide(code, Register.R1, MapValue, data.Handle.FileDescriptor, 0);
        code.Add(new Instruction(0xb7, Register.R2, immediate: TextSize));
        LoadWide(code, Register.R3, MapValue, format.Handle.FileDescriptor, 0);
        if (one.Arguments.Count == 0)
        {
            code.Add(new Instruction(0xb7, Register.R4));
        }
        else
        {
            code.Add(new Instruction(0xbf, Register.R4, Register.R10));
            code.Add(new Instruction(0x07, Register.R4, immediate: ArgumentsOnStack));
        }

        code.Add(new Instruction(0xb7, Register.R5, immediate: 8 * one.Arguments.Count));
        code.Add(new Instruction(0x85, immediate: (int)HelperId.Snprintf));
        code.Add(new Instruction(0x95));
        return [.. code];
    }

    private static void LoadWide(List<Instruction> code, Register register, Register kind, int low, int high)
    {
        code.Add(new Instruction(0x18, register, kind, immediate: low));
        code.Add(new Instruction(0, immediate: high));
    }

    private static KernelMap CreateMap(string name, MapCreateFlags flags) => KernelMap.Create(new MapSpec
    {
        Name = name,
        Type = MapType.Array,
        KeySize = 4,
        ValueSize = 1024,
        MaxEntries = 1,
        Flags = (uint)flags,
    });

    private static void Update(KernelMap map, byte[] bytes)
    {
        byte[] value = new byte[1024];
        bytes.CopyTo(value, 0);
        map.TryUpdate(new byte[4], value).ShouldBe(MapError.None);
    }
}
