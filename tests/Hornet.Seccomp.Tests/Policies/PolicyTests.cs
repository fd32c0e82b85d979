// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Seccomp.Tests;

public sealed class PolicyTests
{
    private static readonly SeccompArchitecture X64 = SeccompArchitecture.X64;

    [Fact]
    public void The_first_rule_that_fits_decides()
    {
        SeccompPolicy policy = Read("default errno(1)\nerrno(5) openat when arg2 == 3\nallow openat\nerrno(6) openat\n");
        policy.Simulate(X64, "openat", 0, 0, 3).ShouldBe(SeccompVerdict.Errno(5));
        policy.Simulate(X64, "openat", 0, 0, 4).ShouldBe(SeccompVerdict.Allow);
        policy.Simulate(X64, "close").ShouldBe(SeccompVerdict.Errno(1));
    }

    [Fact]
    public void Alternatives_and_conditions_bind_as_words_do()
    {
        SeccompPolicy policy = Read("default errno(1)\nallow socket when family == AF_UNIX or family == AF_INET and int(type) == 1\n");
        policy.Simulate(X64, "socket", 1, 5).IsAllowing.ShouldBeTrue();
        policy.Simulate(X64, "socket", 2, 1).IsAllowing.ShouldBeTrue();
        policy.Simulate(X64, "socket", 2, 5).IsAllowing.ShouldBeFalse();
    }

    [Theory]
    [InlineData("arg0 < 0x100000001", 0x100000000, true)]
    [InlineData("arg0 < 0x100000001", 0x100000001, false)]
    [InlineData("arg0 > 0x100000001", 0x200000000, true)]
    [InlineData("arg0 >= 0x1ffffffff", 0x1fffffffe, false)]
    [InlineData("arg0 <= 0x1ffffffff", 0x200000000, false)]
    [InlineData("arg0 & 0xff == 0x12", 0xabcdef12, true)]
    [InlineData("int(arg0) == -100", 0xffffff9c, true)]
    [InlineData("arg0 == -100", 0xffffff9c, false)]
    [InlineData("int(arg0) == 0x5412", 0x100005412, true)]
    [InlineData("arg0 & CLONE_NEWNS|CLONE_NEWUSER == 0", 0x20000, false)]
    public void Comparisons_go_across_both_halves(string condition, ulong argument, bool holds) =>
        (Read($"default errno(1)\nallow read when {condition}\n").Simulate(X64, "read", argument) == SeccompVerdict.Allow).ShouldBe(holds);

    [Fact]
    public void Comments_blank_lines_and_indented_lines_are_read()
    {
        SeccompPolicy policy = Read("# first\ndefault errno(EPERM) # second\n\nallow read,\n    write,\n\n    # between\n    close\r\nallow openat\n");
        foreach (string call in (string[])["read", "write", "close", "openat"])
            policy.Simulate(X64, call).IsAllowing.ShouldBeTrue(call);
    }

    [Fact]
    public void Calls_without_a_name_have_their_number() => Read("default errno(1)\nallow 1000\n").Simulate(X64, "1000").IsAllowing.ShouldBeTrue();

    [Fact]
    public void A_call_another_architecture_has_says_nothing_here() =>
        SeccompPolicy.Parse("default errno(1)\narchitectures aarch64\nallow open\n").Compile().Instructions.ShouldNotContain(i => i.Operand == 2);

    [Fact]
    public void Calls_of_x32_are_not_those_of_x86_64()
    {
        SeccompPolicy policy = Read("default allow\n");
        policy.Simulate(SeccompArchitecture.X32, "read").ShouldBe(SeccompVerdict.KillProcess);
        SeccompPolicy both = SeccompPolicy.Parse("default errno(1)\narchitectures x86_64, x32\nallow read on x32\n");
        both.Simulate(SeccompArchitecture.X32, "read").IsAllowing.ShouldBeTrue();
        both.Simulate(X64, "read").IsAllowing.ShouldBeFalse();
    }

    [Fact]
    public void Old_ways_to_make_a_call_get_the_same_answer()
    {
        SeccompPolicy policy = SeccompPolicy.Parse("default errno(1)\narchitectures i386\nallow socket, semget\nallow bind when arg0 == 3\n");
        SeccompArchitecture i386 = SeccompArchitecture.X86;
        policy.Simulate(i386, "socket").IsAllowing.ShouldBeTrue();
        policy.Simulate(i386, "socketcall", 1).IsAllowing.ShouldBeTrue();
        policy.Simulate(i386, "ipc", 0x10002).IsAllowing.ShouldBeTrue();

        // What bind is about lies in memory then.
        policy.Simulate(i386, "bind", 3).IsAllowing.ShouldBeTrue();
        policy.Simulate(i386, "socketcall", 2).IsAllowing.ShouldBeFalse();
    }

    [Fact]
    public void A_name_of_an_argument_is_looked_up_where_the_rule_holds()
    {
        SeccompPolicy policy = SeccompPolicy.Parse(
            "default allow\narchitectures x86_64, s390x\nerrno(1) clone on x86_64 when clone_flags & CLONE_NEWUSER != 0\nerrno(1) clone on s390x when clone_flags & CLONE_NEWUSER != 0\n");
        policy.Rules[0].Conditions[0].Index.ShouldBe(0);
        policy.Rules[1].Conditions[0].Index.ShouldBe(1);
        policy.Simulate(SeccompArchitecture.S390x, "clone", 0, 0x10000000).ShouldBe(SeccompVerdict.Errno(1));
    }

    [Fact]
    public void A_text_is_written_as_it_is_read()
    {
        const string text = """
            default errno(EPERM)
            unknown-architecture kill-thread
            architectures x86_64, i386
            flags log, allow-speculation

            allow read, write
            trap(7) socket on x86_64 when arg0 == 1 and int(arg1) != 0x5412
            trace(9) ioctl when arg1 & 0xff00 > 256
            errno(ENOSYS) 1000
            kill-process reboot
            notify mount
            log getpid

            """;
        SeccompPolicy.Parse(text).ToString().ShouldBe(text);
    }

    [Fact]
    public void Policies_built_in_code_are_those_of_the_text()
    {
        SeccompPolicy built = new SeccompPolicyBuilder(SeccompVerdict.Errno(1))
            .For(X64, SeccompArchitecture.X86)
            .OtherArchitectures(SeccompVerdict.KillThread)
            .Allow("read", "write")
            .On("socket").When(SeccompArgument.At(0) == 1, (SeccompArgument.At(1) & 0xf) != 2).Only(X64).Allow()
            .On("ioctl").When(SeccompArgument.Int32At(1) >= 0x5401).Apply(SeccompVerdict.Trap(3))
            .Deny(38, "bpf")
            .With(SeccompFlags.Log)
            .Build();
        built.ToString().ShouldBe(
            """
            default errno(EPERM)
            unknown-architecture kill-thread
            architectures x86_64, i386
            flags log

            allow read, write
            allow socket on x86_64 when arg0 == 1 and arg1 & 15 != 2
            trap(3) ioctl when int(arg1) >= 0x5401
            errno(ENOSYS) bpf

            """);
    }

    [Fact]
    public void A_call_nobody_has_cannot_be_built() =>
        Should.Throw<SeccompPolicyException>(() => new SeccompPolicyBuilder(SeccompVerdict.Allow).Allow("raed").Build()).Message.ShouldContain("did you mean 'read'?");

    [Theory]
    [InlineData(0x7fff0000, "allow")]
    [InlineData(0x00050001, "errno(EPERM)")]
    [InlineData(0x00050fa0, "errno(4000)")]
    [InlineData(0x00030007, "trap(7)")]
    [InlineData(0x00000000, "kill-thread")]
    [InlineData(0x80000000, "kill-process")]
    [InlineData(0x12340000, "kill-process")]
    [InlineData(0x7ff00000, "trace")]
    public void Return_values_are_verdicts(uint value, string text) => SeccompVerdict.FromReturnValue(value).ToString().ShouldBe(text);

    [Fact]
    public void The_examples_of_the_page_are_those_of_the_tests() =>
        DocumentationExamples.MissingFrom("docs/seccomp.md", "tests/Hornet.Seccomp.Tests/DocumentationTests.cs").ShouldBeEmpty();

    private static SeccompPolicy Read(string text) => SeccompPolicy.Parse(text.Replace("default", "architectures x86_64\ndefault", StringComparison.Ordinal));
}
