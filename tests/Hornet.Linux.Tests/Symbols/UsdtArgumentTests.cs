// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux.Tests;

public sealed class UsdtArgumentTests
{
    [Theory]
    [InlineData("-4@%eax", "i4 ax@80")]
    [InlineData("8@%r15", "u8 r15@0")]
    [InlineData("2@%r9w", "u2 r9@64")]
    [InlineData("-1@%sil", "i1 si@104")]
    [InlineData("1@%bh", "u1 bx@40>>8")]
    [InlineData("8@-16(%rbp)", "u8 [bp@32-16]")]
    [InlineData("-4@(%rsp)", "i4 [sp@152]")]
    [InlineData("8@-8+16(%rsp)", "u8 [sp@152+8]")]
    [InlineData("4@$5", "u4 5")]
    [InlineData("-4@$-1", "i4 -1")]
    [InlineData("8@$0xffffffffffffffff", "u8 -1")]
    [InlineData("8@$18446744073709551615", "u8 -1")]
    [InlineData("8@(%rdi,%rsi,8)", "u8 [di@112+si@104*8]")]
    [InlineData("-2@4(%rax,%rbx)", "i2 [ax@80+bx@40*1+4]")]
    [InlineData("8@(,%rdi,8)", "u8 [di@112*8]")]
    [InlineData("-4@global(%rip)", "i4 [ip@128+768]")]
    [InlineData("-4@global+4(%rip)", "i4 [ip@128+772]")]
    [InlineData("-4@4+global(%rip)", "i4 [ip@128+772]")]
    [InlineData("4@global", "u4 [1024]")]
    [InlineData("4@global-24", "u4 [1000]")]
    [InlineData("4@global(,%rcx,4)", "u4 [cx@88*4+1024]")]
    [InlineData("%rdi", "u8 di@112")]
    public void Operands_of_x86_are_understood(string text, string expected) => Describe(Parse(text, ElfMachine.X64)).ShouldBe(expected);

    [Theory]
    [InlineData("-4@x0", "i4 regs[0]@0")]
    [InlineData("4@w30", "u4 regs[30]@240")]
    [InlineData("8@sp", "u8 sp@248")]
    [InlineData("8@[sp, 8]", "u8 [sp@248+8]")]
    [InlineData("8@[sp,#8]", "u8 [sp@248+8]")]
    [InlineData("-4@[x29, -20]", "i4 [regs[29]@232-20]")]
    [InlineData("8@[x1]", "u8 [regs[1]@8]")]
    [InlineData("8@[x1, x2]", "u8 [regs[1]@8+regs[2]@16*1]")]
    [InlineData("8@[x1, x2, lsl 3]", "u8 [regs[1]@8+regs[2]@16*8]")]
    [InlineData("4@5", "u4 5")]
    [InlineData("-4@-7", "i4 -7")]
    [InlineData("8@xzr", "u8 0")]
    public void Operands_of_arm64_are_understood(string text, string expected) => Describe(Parse(text, ElfMachine.Arm64)).ShouldBe(expected);

    [Theory]
    [InlineData("8@%xmm0", ElfMachine.X64)]
    [InlineData("8f@%xmm0", ElfMachine.X64)]
    [InlineData("8@%fs:16", ElfMachine.X64)]
    [InlineData("8@unknown(%rip)", ElfMachine.X64)]
    [InlineData("8@16(%rip)", ElfMachine.X64)]
    [InlineData("8@$global", ElfMachine.X64)]
    [InlineData("8@(%rax,%rbx,3)", ElfMachine.X64)]
    [InlineData("8@(%rax", ElfMachine.X64)]
    [InlineData("8@4 4(%rax)", ElfMachine.X64)]
    [InlineData("8@", ElfMachine.X64)]
    [InlineData("3@%rax", ElfMachine.X64)]
    [InlineData("x@%rax", ElfMachine.X64)]
    [InlineData("8@$", ElfMachine.X64)]
    [InlineData("8@()", ElfMachine.X64)]
    [InlineData("8@d0", ElfMachine.Arm64)]
    [InlineData("8@x31", ElfMachine.Arm64)]
    [InlineData("8@[x1, w2, sxtw 3]", ElfMachine.Arm64)]
    [InlineData("8@[]", ElfMachine.Arm64)]
    [InlineData("8@a0", ElfMachine.RiscV)]
    public void What_is_not_understood_is_said_to_be_unsupported(string text, ElfMachine machine)
    {
        UsdtArgument argument = Parse(text, machine);
        argument.Kind.ShouldBe(UsdtArgumentKind.Unsupported);
        argument.ToString().ShouldBe(text);
    }

    [Fact]
    public void Arguments_are_cut_at_spaces_outside_brackets() =>
        UsdtArgument.Split("8@[sp, 16]  -4@x0 8@(%rdi, %rsi, 8)").ShouldBe(["8@[sp, 16]", "-4@x0", "8@(%rdi, %rsi, 8)"]);

    [Fact]
    public void Registers_are_where_the_kernels_header_has_them()
    {
        // asm/ptrace.h of x86-64, in the order of struct pt_regs.
        string[] order = ["r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi"];
        order.Select(name => Parse($"8@%{name}", ElfMachine.X64).Register!.Value.Offset).ShouldBe(Enumerable.Range(0, order.Length).Select(i => i * 8));
    }

    private static UsdtArgument Parse(string text, ElfMachine machine) => UsdtArgument.Parse(text, machine, name => name == "global" ? 1024UL : null, location: 256);

    private static string Describe(UsdtArgument argument)
    {
        string value = argument.Kind switch
        {
            UsdtArgumentKind.Constant => $"{argument.Constant}",
            UsdtArgumentKind.Register => Describe(argument.Register!.Value),
            UsdtArgumentKind.Memory or UsdtArgumentKind.IndexedMemory => $"[{Address(argument)}]",
            _ => "?",
        };
        return $"{(argument.IsSigned ? 'i' : 'u')}{argument.Size} {value}";
    }

    private static string Address(UsdtArgument argument)
    {
        string text = argument.Register is { } start ? Describe(start) : "";
        if (argument.Index is { } index)
            text += $"{(text.Length > 0 ? "+" : "")}{Describe(index)}*{argument.Scale}";
        if (argument.Displacement == 0)
            return text;
        return text.Length == 0 ? $"{argument.Displacement}" : $"{text}{argument.Displacement:+0;-0}";
    }

    private static string Describe(UsdtRegister register) => $"{register.Name}@{register.Offset}{(register.Shift == 0 ? "" : $">>{register.Shift}")}";
}
