// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification;

/// <summary>What tracepoints and iterators pass to their programs, compared with the running kernel's answers.</summary>
public sealed class TracedArgumentsTests
{
    private const string TracepointPrefix = "btf_trace_";
    private const int Arguments = 5;

    private static readonly Lazy<Btf> Kernel = new(Btf.LoadKernel);

    [KernelFact]
    public void Arguments_of_tracepoints_are_what_the_kernel_says()
    {
        string[] all = [.. Kernel.Value.OwnTypes.OfType<BtfTypedef>().Select(type => type.Name).Where(name => name.StartsWith(TracepointPrefix, StringComparison.Ordinal))];
        string[] names = [.. all.Select(name => name[TracepointPrefix.Length..])];
        IEnumerable<string> nullable = names.Where(name => Enumerable.Range(0, Arguments).Any(position => TracepointArguments.MayBeNull(name, position, isOfModule: false)));
        IEnumerable<string> others = names.Where((_, index) => index % 40 == 0);

        Compare(nullable.Concat(others).Select(name => (name, AttachType.TraceRawTracepoint)));
    }

    [KernelTheory]
    [InlineData("bpf_link")]
    [InlineData("bpf_map")]
    [InlineData("bpf_map_elem")]
    [InlineData("bpf_prog")]
    [InlineData("bpf_sk_storage_map")]
    [InlineData("cgroup")]
    [InlineData("ksym")]
    [InlineData("netlink")]
    [InlineData("sockmap")]
    [InlineData("task")]
    [InlineData("task_file")]
    [InlineData("task_vma")]
    [InlineData("tcp")]
    [InlineData("udp")]
    [InlineData("unix")]
    public void Arguments_of_iterators_are_what_the_kernel_says(string iterator) => Compare([(iterator, AttachType.TraceIterator)]);

    private static void Compare(IEnumerable<(string Target, AttachType Hook)> hooks)
    {
        var options = new VerifierOptions { KernelBtf = Kernel.Value };
        List<string> differences = [];
        foreach ((string target, AttachType hook) in hooks.Distinct())
        {
            for (int position = 0; position < Arguments; position++)
            {
                BpfObject follower = Follower(target, hook, position);
                VerificationResult result = Verifier.Verify(follower, follower.Programs[0], options);
                string? refusal = KernelRefusal(follower);
                bool isSame = refusal is null ? result.IsAccepted : refusal.Contains(result.Failure?.Message ?? "accepted", StringComparison.Ordinal);
                if (!isSame)
                    differences.Add($"argument {position} of {target}: '{result.Failure?.Message}', the kernel's log is '{refusal}'");
            }
        }

        differences.ShouldBeEmpty();
    }

    // Loads an argument and follows it: that shows whether it is a number, may be NULL, or is an object.
    private static BpfObject Follower(string target, AttachType hook, int position) => new()
    {
        License = "GPL",
        Programs =
        [
            new ProgramSpec
            {
                Name = "follower",
                Type = ProgramType.Tracing,
                AttachType = hook,
                AttachTarget = target,
                Instructions =
                [
                    new Instruction(Opcodes.LoadDoubleWord, Register.R2, Register.R1, (short)(position * sizeof(ulong))),
                    new Instruction(Opcodes.LoadByte, Register.R3, Register.R2),
                    new Instruction(Opcodes.Move64Immediate, Register.R0),
                    new Instruction(Opcodes.Exit),
                ],
            },
        ],
    };

    private static string? KernelRefusal(BpfObject bpfObject)
    {
        try
        {
            using var kernel = new LinuxKernel();
            using KernelObject loaded = kernel.Load(bpfObject);
            return null;
        }
        catch (BpfSyscallException refused) when (refused.Command == BpfCommand.ProgramLoad)
        {
            return refused.Log;
        }
    }
}
