// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.VirtualMachines.Tests;

public sealed class HelperTableTests
{
    /// <summary>Every helper of the kernel, by its number.</summary>
    public static TheoryData<HelperId> All => [.. Enum.GetValues<HelperId>().Where(Objects.Helpers.IsKnown)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_helper_works_or_is_refused_with_a_reason(HelperId id)
    {
        HelperEntry entry = HelperTable.Describe(id).ShouldNotBeNull();

        entry.Note.ShouldNotBeNull("the helper is missing from the table");
        unsafe
        {
            (HelperTable.Find(id) == null).ShouldBe(entry.Support == HelperSupport.Refused);
        }

        if (entry.Support == HelperSupport.Refused)
            entry.Note.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_refused_helper_is_a_load_time_error_that_names_helper_program_type_and_reason()
    {
        using HelperBench bench = new(ProgramType.Syscall);

        ProgramLoadException refusal = Should.Throw<ProgramLoadException>(
            () => bench.Execute([new Instruction(0x85, immediate: (int)HelperId.SystemCallBpf), new Instruction(0x95)]));

        refusal.Message.ShouldContain("bpf_sys_bpf");
        refusal.Message.ShouldContain("syscall programs");
        refusal.Message.ShouldContain("no file descriptors in user space");
    }

    [Fact]
    public void A_helper_the_kernel_does_not_offer_to_the_program_type_is_a_load_time_error()
    {
        using HelperBench bench = new(ProgramType.Xdp);

        ProgramLoadException refusal = Should.Throw<ProgramLoadException>(
            () => bench.Execute([new Instruction(0x85, immediate: (int)HelperId.SkbStoreBytes), new Instruction(0x95)]));

        refusal.Message.ShouldContain("bpf_skb_store_bytes");
        refusal.Message.ShouldContain("does not offer to xdp programs");
    }

    [Fact]
    public void An_unknown_number_is_a_load_time_error()
    {
        using HelperBench bench = new(ProgramType.Xdp);

        Should.Throw<ProgramLoadException>(
            () => bench.Execute([new Instruction(0x85, immediate: 400), new Instruction(0x95)])).Message.ShouldContain("unknown helper 400");
    }

    /// <summary>The table in the documentation is this one; HORNET_UPDATE_BASELINES=1 writes it anew.</summary>
    [Fact]
    public void The_documentation_lists_every_helper_as_it_is()
    {
        const string Begin = "<!-- table: begin -->\n";
        const string End = "<!-- table: end -->\n";
        string path = TestFiles.InRepository("docs", "helpers.md");
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string table = RenderTable();

        if (Environment.GetEnvironmentVariable("HORNET_UPDATE_BASELINES") == "1")
            File.WriteAllText(path, text[..begin] + table + text[end..]);
        else
            text[begin..end].ShouldBe(table);
    }

    private static string RenderTable()
    {
        StringBuilder text = new("| number | helper | in user space | note |\n| --- | --- | --- | --- |\n");
        foreach (HelperId id in Enum.GetValues<HelperId>().Where(Objects.Helpers.IsKnown))
        {
            HelperEntry entry = HelperTable.Describe(id)!.Value;
            string support = entry.Support switch
            {
                HelperSupport.Works => "yes",
                HelperSupport.Simulated => "simulated",
                HelperSupport.Recorded => "recorded",
                _ => "refused",
            };
            string note = entry.Support == HelperSupport.Refused ? $"It {entry.Note}." : entry.Note;
            text.Append(CultureInfo.InvariantCulture, $"| {(uint)id} | `bpf_{id.ToText()}` | {support} | {note} |\n");
        }

        return text.ToString();
    }
}
