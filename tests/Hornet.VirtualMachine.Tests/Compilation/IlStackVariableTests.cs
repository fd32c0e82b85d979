// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>Parts of the stack that the IL back end keeps in locals.</summary>
public sealed class IlStackVariableTests
{
    /// <summary>Stores a number that the verifier does not know, byte by byte where asked, and loads it in several sizes.</summary>
    public static TheoryData<string, string> Programs => new()
    {
        { "a slot used whole", "r6 = *(u32 *)(r1 + 0)\n*(u64 *)(r10 - 8) = r6\nr0 = *(u64 *)(r10 - 8)\nr0 += 1\nexit" },
        { "two words of a slot", "r6 = *(u32 *)(r1 + 0)\n*(u32 *)(r10 - 8) = r6\nr6 += 5\n*(u32 *)(r10 - 4) = r6\nr0 = *(u32 *)(r10 - 8)\nr7 = *(u32 *)(r10 - 4)\nr0 ^= r7\nexit" },
        { "bytes within a whole slot", "r6 = *(u32 *)(r1 + 0)\nr7 = 0\n*(u64 *)(r10 - 8) = r7\n*(u8 *)(r10 - 5) = r6\n*(u16 *)(r10 - 8) = r6\nr0 = *(u64 *)(r10 - 8)\nr7 = *(u8 *)(r10 - 7)\nr0 += r7\nexit" },
        { "narrowing stores", "r6 = *(u32 *)(r1 + 0)\nr6 *= 0x10503\n*(u8 *)(r10 - 1) = r6\n*(u16 *)(r10 - 4) = r6\nr0 = *(u8 *)(r10 - 1)\nr7 = *(u16 *)(r10 - 4)\nr0 += r7\nexit" },
        { "sign-extending loads", "r6 = *(u32 *)(r1 + 0)\nr6 |= 0x8080\n*(u32 *)(r10 - 4) = r6\nr0 = *(s8 *)(r10 - 4)\nr7 = *(s16 *)(r10 - 4)\nr0 -= r7\nexit" },
        { "a variable that another path leaves alone", "r6 = *(u32 *)(r1 + 0)\nr7 = 9\n*(u64 *)(r10 - 16) = r7\nif r6 > 100 goto +1\n*(u64 *)(r10 - 16) = r6\nr0 = *(u64 *)(r10 - 16)\nexit" },
        { "a pointer spilled", "*(u64 *)(r10 - 8) = r1\nr6 = 1\nr1 = *(u64 *)(r10 - 8)\nr0 = *(u32 *)(r1 + 0)\nr0 += r6\nexit" },
        { "different places by path", "r6 = *(u32 *)(r1 + 0)\nr7 = 3\n*(u64 *)(r10 - 8) = r7\n*(u64 *)(r10 - 16) = r7\nr2 = r10\nr2 += -8\nif r6 > 50 goto +1\nr2 += -8\n*(u64 *)(r2 + 0) = r6\nr0 = *(u64 *)(r10 - 8)\nr7 = *(u64 *)(r10 - 16)\nr7 <<= 4\nr0 += r7\nexit" },
        { "a callee that writes its caller's variable", "r6 = *(u32 *)(r1 + 0)\n*(u64 *)(r10 - 8) = r6\n*(u64 *)(r10 - 16) = r6\nr1 = r10\nr1 += -16\ncall fill\nr0 = *(u64 *)(r10 - 8)\nr7 = *(u64 *)(r10 - 16)\nr0 += r7\nexit\nfill:\nr2 = 40\n*(u64 *)(r1 + 0) = r2\n*(u64 *)(r10 - 8) = r2\nr0 = *(u64 *)(r10 - 8)\nexit" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Loads_give_what_was_stored(string name, string text)
    {
        for (int length = 20; length < 200; length += 45)
        {
            byte[] packet = new byte[length];
            ulong expected = Run(TestedEngines.Verified(Engine.Interpreter), text, packet);
            Run(TestedEngines.Verified(Engine.Jit), text, packet).ShouldBe(expected, name);
            Run(TestedEngines.Verified(Engine.Jit) with { LargestMethod = IlWeights.Limit / 1000 }, text, packet).ShouldBe(expected, name + ", in many methods");
        }
    }

    [Fact]
    public void Only_slots_that_never_escape_become_variables()
    {
        using var machine = new VirtualMachine();
        const string Text = "r6 = *(u32 *)(r1 + 0)\n*(u64 *)(r10 - 8) = r6\n*(u64 *)(r10 - 16) = r6\nr1 = r10\nr1 += -16\ncall next\nr0 = *(u64 *)(r10 - 8)\nexit\nnext:\nr0 = *(u64 *)(r1 + 0)\nexit";
        using VirtualObject loaded = machine.Load(Object(ProgramType.SocketFilter, [.. Assembler.Assemble(Text).Instructions]));
        var input = new CompilationInput(loaded.Program("test").Code, machine);
        IlStackVariables variables = IlStackVariables.Of(input, input.Graph.FunctionAt(0));
        variables.Find(1)!.Value.Variable.ShouldBe(new IlStackVariable(-8, 8));
        variables.Find(6)!.Value.Variable.ShouldBe(new IlStackVariable(-8, 8));
        variables.Find(2).ShouldBeNull("its address goes to the callee");
    }

    private static ulong Run(VirtualMachineOptions options, string text, byte[] packet)
    {
        using var machine = new VirtualMachine(options);
        using VirtualObject loaded = machine.Load(Object(ProgramType.SocketFilter, [.. Assembler.Assemble(text).Instructions]));
        loaded.Program("test").Engine.ShouldBe(options.Engine);
        return loaded.Programs["test"].Run(packet).ReturnValue;
    }
}
