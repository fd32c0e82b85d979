// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification.Programs;

/// <summary>Programs that throw, and the callbacks that catch: what Hornet says, and that the kernel says the same.</summary>
public sealed class ExceptionTests
{
    private const string Throws = "r1 = 5\ncall bpf_throw\nr0 = 0\nexit\n";

    private static readonly Lazy<VerifierOptions> Kernel = new(() => new VerifierOptions { KernelBtf = Btf.LoadKernel() });

    /// <summary>Section, code, name of the callback in tags, its parameters, how often it is tagged, whether it is static; the message, or null.</summary>
    public static TheoryData<string, string, string, int, int, bool, string?> Cases => new()
    {
        { "tc", Throws, "", 0, 0, false, null },
        { "cgroup_skb/ingress", Throws, "", 0, 0, false, "At program exit the register R1 has smin=5 smax=5 should have been in [0, 1]" },
        { "tc", "r1 = r10\ncall bpf_throw\nr0 = 0\nexit", "", 0, 0, false, "R1 is not a scalar" },
        { "tc", $"{Throws}handle:\nr0 = 0\nexit", "handle", 1, 1, false, null },
        { "cgroup_skb/ingress", $"{Throws}handle:\nr0 = 5\nexit", "handle", 1, 1, false, "At program exit the register R0 has smin=5 smax=5 should have been in [0, 1]" },
        { "cgroup_skb/ingress", $"{Throws}handle:\nr0 = r1\nexit", "handle", 1, 1, false, "At program exit the register R0 has unknown scalar value should have been in [0, 1]" },
        { "tc", $"{Throws}handle:\nr0 = 0\nexit", "handle", 1, 1, true, "exception callback 'handle' must have global linkage" },
        { "tc", $"{Throws}handle:\nr0 = 0\nexit", "handle", 2, 1, false, "exception cb only supports single integer argument" },
        { "tc", $"{Throws}handle:\nr0 = 0\nexit", "handle", 0, 1, false, "exception cb only supports single integer argument" },
        { "tc", $"{Throws}handle:\nr0 = 0\nexit", "handle", 1, 2, false, "multiple exception callback tags for main subprog" },
        { "tc", $"{Throws}handle:\nr0 = 0\nexit", "other", 1, 1, false, "exception callback 'other' could not be found in BTF" },
        { "tc", $"{Throws}handle:\nr1 = 0\ncall bpf_throw\nr0 = 0\nexit", "handle", 1, 1, false, "bpf_throw kfunc (insn 5) cannot be called from callback subprog 1" },
        { "tc", "r1 = 5\ncall handle\nr0 = 0\nexit\nhandle:\nr0 = 0\nexit", "handle", 1, 1, false, "insn 1 cannot call exception cb directly" },
        { "tc", "r0 = 0\nexit\nhandle:\nr0 = 0\nexit", "handle", 1, 1, false, null },
    };

    [KernelTheory]
    [MemberData(nameof(Cases))]
    public void Throwing_is_judged_as_by_the_kernel(string section, string code, string callback, int parameters, int tags, bool isStatic, string? message)
    {
        BpfObject bpfObject = Make(section, code, callback, parameters, tags, isStatic);
        (Verifier.Verify(bpfObject, bpfObject.Programs[0], Kernel.Value).Failure?.Message).ShouldBe(message);
        Action load = () =>
        {
            using var kernel = new LinuxKernel();
            kernel.Load(bpfObject).Dispose();
        };
        if (message is null)
            load.ShouldNotThrow();
        else
            load.ShouldThrow<BpfSyscallException>().Log.ShouldContain(message);
    }

    private static BpfObject Make(string section, string code, string callback, int parameters, int tags, bool isStatic)
    {
        var types = new BtfBuilder();
        uint number = types.AddInt("int", 4, BtfIntEncoding.Signed);
        uint context = types.AddPointer(types.AddStruct("__sk_buff", 4, new BtfMember("len", number, 0, 0)));
        uint main = types.AddFunction("program", types.AddFunctionPrototype(number, new BtfParameter("context", context)));
        for (int i = 0; i < tags; i++)
            types.Add(new BtfDeclarationTag(0, $"exception_callback:{callback}", main, -1));
        ImmutableArray<FunctionInfo> functions = [new FunctionInfo(0, "program", main, true)];
        if (Assembler.Assemble(code).Labels.TryGetValue("handle", out int start))
        {
            uint prototype = types.AddFunctionPrototype(number, [.. Enumerable.Range(0, parameters).Select(i => new BtfParameter($"p{i}", number))]);
            uint handle = types.AddFunction("handle", prototype, isStatic ? BtfLinkage.Static : BtfLinkage.Global);
            functions = functions.Add(new FunctionInfo(start, "handle", handle, !isStatic));
        }

        BpfObject bpfObject = ProgramText.Object(code, section);
        return bpfObject with { Btf = types.Build(), Programs = [bpfObject.Programs[0] with { Functions = functions }] };
    }
}
