// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Hornet.Bytecode.Classic;
using Hornet.Linux;
using Hornet.Linux.Tests;
using Hornet.Objects;
using Hornet.PacketFilters;
using Hornet.Tests;
using Xunit.Abstractions;

namespace Hornet.Differential.Tests.Filters;

/// <summary>Every expression of the corpus, run by the kernel, decides as the reference evaluator does.</summary>
public sealed class KernelFilterTests(ITestOutputHelper output)
{
    private const int PacketsPerExpression = 24;
    private const int EthernetHeaderLength = 14;

    // What a test run of a tc classifier takes at least behind the Ethernet header, when that says IPv6.
    private const int InternetHeaderLength = 40;

    public static TheoryData<string> LinkTypes => [.. FilterCorpus.LinkTypes];

    /// <summary>A datagram socket whose filter sees the datagram from its first byte: what arrives has matched.</summary>
    [KernelTheory]
    [MemberData(nameof(LinkTypes))]
    public void Classic_programs_attached_to_sockets(string linkType)
    {
        using var sockets = new FilteredSockets();
        int skipped = 0;
        Compare(linkType, (filter, decisions) =>
        {
            ImmutableArray<ClassicInstruction> program = filter.Classic.Instructions;
            if (!ClassicValidator.TryValidate(program.AsSpan(), out ClassicProgramException? error) || UsesExtensions(program))
            {
                // A chain of headers is followed by a jump backward, which is for capture files.
                (filter.Source.Text.Contains("protochain", StringComparison.Ordinal) || UsesExtensions(program)).ShouldBeTrue(filter.Source.Text + error?.Message);
                skipped++;
                return null;
            }

            sockets.TryAttach([.. program]).ShouldBeTrue(filter.Source.Text);
            decisions.Add(new FilterDecision("classic in the kernel", false, false, packet => packet.Length > 0 && sockets.Pass(packet) > 0));
            return null;
        }, packet => packet.Length > 0);
        output.WriteLine($"{skipped} programs are not for the kernel");
    }

    [KernelTheory]
    [MemberData(nameof(LinkTypes))]
    public void Extended_programs_as_socket_filters(string linkType) => Compare(linkType, (filter, decisions) =>
    {
        // A test run hands a socket filter the packet behind its Ethernet header.
        KernelProgram program = Load(filter, ProgramType.SocketFilter);
        decisions.Add(new FilterDecision("socket filter in the kernel", false, true, packet => Run(program, [.. new byte[EthernetHeaderLength], .. packet]) != 0));
        return program;
    }, _ => true);

    [KernelFact]
    public void Extended_programs_as_tc_classifiers() => Compare("EN10MB", (filter, decisions) =>
    {
        KernelProgram program = Load(filter, ProgramType.SchedulerClassifier);
        decisions.Add(new FilterDecision("tc classifier in the kernel", false, true, packet => Run(program, packet) == 0));
        return program;
    }, packet => packet.Length >= EthernetHeaderLength + InternetHeaderLength);

    [KernelFact]
    public void Extended_programs_as_XDP_programs() => Compare("EN10MB", (filter, decisions) =>
    {
        KernelProgram program = Load(filter, ProgramType.Xdp);
        decisions.Add(new FilterDecision("XDP program in the kernel", false, true, packet => Run(program, packet) == 2));
        return program;
    }, packet => packet.Length > EthernetHeaderLength);

    private static KernelProgram Load(PacketFilter filter, ProgramType type)
    {
        ProgramSpec program = filter.ToObject(type).Programs.Single();
        return KernelProgram.Load(type, [.. program.Instructions], new ProgramLoadOptions { Name = "filter" });
    }

    private static uint Run(KernelProgram program, byte[] data) => program.TestRun(new TestRunInput { Data = data }).ReturnValue;

    private static bool UsesExtensions(ImmutableArray<ClassicInstruction> program) => program.Any(instruction =>
        instruction.Code is 0x20 or 0x28 or 0x30 && ClassicExtensions.TryFromOperand(instruction.Operand, out _));

    private void Compare(string linkType, Func<PacketFilter, List<FilterDecision>, IDisposable?> add, Func<byte[], bool> canRun)
    {
        var comparer = new FilterComparer();
        var differences = new List<string>();
        foreach (string text in FilterCorpus.Expressions(linkType))
        {
            using CompiledExpression? expression = CompiledExpression.Compile(text, FilterCorpus.Options(linkType));
            expression.ShouldNotBeNull(text);
            using IDisposable? loaded = Load(expression);
            string? difference = FilterCorpus.PacketsFor(expression, PacketsPerExpression).Take(PacketsPerExpression * 2).Where(canRun)
                .Select(packet => comparer.Compare(expression, packet)).FirstOrDefault(found => found is not null);
            if (difference is not null)
                differences.Add($"`{text}`: {difference}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{linkType}: {comparer.Pairs:N0} pairs, {comparer.Matches:N0} matches"));
        differences.ShouldBeEmpty();

        IDisposable? Load(CompiledExpression expression)
        {
            try
            {
                return add(expression.Filter, expression.Decisions);
            }
            catch (BpfSyscallException refusal)
            {
                differences.Add($"`{expression.Filter.Source.Text}`: {refusal.Message.Split('\n')[0]}");
                return null;
            }
        }
    }
}
