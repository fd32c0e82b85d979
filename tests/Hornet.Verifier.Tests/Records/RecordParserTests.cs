// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;
using Hornet.Verification.Corpus;

namespace Hornet.Verification;

public sealed class RecordParserTests
{
    /// <summary>Declarations of structures, with whether the kernel takes them; the last is the one looked at.</summary>
    public static TheoryData<string, bool> Objects { get; } = new()
    {
        { "plain { u64 value; }", true },
        { "one { struct bpf_spin_lock lock; u32 value; }", true },
        { "two { struct bpf_spin_lock first; struct bpf_spin_lock second; }", false },
        { "both { struct bpf_spin_lock first; struct bpf_res_spin_lock second; }", false },
        { "counted { struct bpf_refcount count; struct bpf_refcount other; }", true },
        { "node { u64 value; struct bpf_list_node node; } root { struct bpf_spin_lock lock; struct bpf_list_head head __contains(node, node); }", true },
        { "node { u64 value; struct bpf_list_node node; } root { struct bpf_list_head head __contains(node, node); }", false },
        { "node { u64 value; struct bpf_list_node node; } root { struct bpf_spin_lock lock; struct bpf_list_head head __contains(node, other); }", false },
        { "node { u64 value; struct bpf_rb_node node; } root { struct bpf_spin_lock lock; struct bpf_list_head head __contains(node, node); }", false },
        { "node { u64 value; struct bpf_rb_node node; } root { struct bpf_spin_lock lock; struct bpf_list_head head __contains(absent, node); }", false },
        { "node { u64 value; struct bpf_rb_node node; } root { struct bpf_spin_lock lock; struct bpf_rb_root head; }", false },
        { "both { struct bpf_list_node first; struct bpf_rb_node second; }", false },
        { "both { struct bpf_list_node first; struct bpf_rb_node second; struct bpf_refcount count; }", true },
        { "leaf { struct bpf_list_node node; } middle { struct bpf_list_node node; struct bpf_spin_lock lock; struct bpf_list_head leaves __contains(leaf, node); }", true },
        {
            "leaf { struct bpf_list_node node; } middle { struct bpf_list_node node; struct bpf_spin_lock lock; struct bpf_list_head leaves __contains(leaf, node); }"
            + " top { struct bpf_list_node node; struct bpf_spin_lock lock; struct bpf_list_head middles __contains(middle, node); }",
            false
        },
        {
            "leaf { struct bpf_list_node node; } middle { struct bpf_list_node node; struct bpf_spin_lock lock; struct bpf_list_head leaves __contains(leaf, node); }"
            + " top { struct bpf_spin_lock lock; struct bpf_list_head middles __contains(middle, node); }",
            true
        },
        { "own { u64 value; } holder { struct own __kptr *pointer; }", true },
        { "task_struct { u64 value; } holder { struct task_struct __kptr *pointer; }", true },
        { "nf_conn { u64 value; } holder { struct nf_conn __kptr *pointer; }", false },
        { "nf_conn { u64 value; } holder { struct nf_conn __kptr_untrusted *pointer; struct bpf_spin_lock lock; }", true },
        { "own { u64 value; } holder { struct own __unknown *pointer; struct bpf_spin_lock lock; }", false },
        { "inner { struct bpf_spin_lock lock; u32 value; } outer { u64 first; struct inner nested; }", true },
        { "heads { struct bpf_spin_lock lock; u32 value; } list { struct heads all[2]; }", true },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_has_the_fields_that_the_kernel_takes(string declarations, bool isTaken)
    {
        (BtfSet btfs, uint last) = Declare(declarations);
        if (isTaken)
            RecordParser.ParseObject(btfs, BtfSet.Program, last);
        else
            Should.Throw<Refusal>(() => RecordParser.ParseObject(btfs, BtfSet.Program, last));
    }

    [KernelTheory]
    [MemberData(nameof(Objects))]
    public void The_kernel_takes_the_same_structures(string declarations, bool isTaken)
    {
        (BtfSet btfs, _) = Declare(declarations);
        byte[] types = btfs.ProgramBtf!.Data.ToArray();
        if (isTaken)
            KernelBtf.Load(types).Dispose();
        else
            Should.Throw<BpfSyscallException>(() => KernelBtf.Load(types));
    }

    [Fact]
    public void Fields_are_found_in_nested_structures_and_arrays()
    {
        (BtfSet btfs, uint last) = Declare(
            "own { u64 value; } inner { u64 first; struct own __kptr *pointer; } outer { struct bpf_timer timer; struct inner all[2]; struct bpf_spin_lock lock; }");
        RecordFields fields = RecordParser.Parse(btfs, BtfSet.Program, last, 56).ShouldNotBeNull();
        fields.All.Select(field => (field.Kind, field.Offset)).ShouldBe(
        [
            (SpecialFieldKind.Timer, 0), (SpecialFieldKind.ReferencedKptr, 24), (SpecialFieldKind.ReferencedKptr, 40), (SpecialFieldKind.SpinLock, 48),
        ]);
        fields.All[1].BtfIndex.ShouldBe(BtfSet.Program);
    }

    [Fact]
    public void A_kernel_pointer_is_of_the_kernels_type()
    {
        (BtfSet btfs, uint last) = Declare("task_struct { u64 value; } holder { struct task_struct __kptr *pointer; }");
        if (btfs.KernelBtf is null)
            return;
        SpecialField field = RecordParser.Parse(btfs, BtfSet.Program, last, 8)!.All.ShouldHaveSingleItem();
        field.BtfIndex.ShouldBe(BtfSet.Kernel);
        btfs.KernelBtf.NameOf(field.TypeId).ShouldBe("task_struct");
    }

    [Fact]
    public void A_collection_tells_where_its_nodes_are()
    {
        (BtfSet btfs, uint last) = Declare(
            "item { u64 value; struct bpf_rb_node node; } root { struct bpf_spin_lock lock; struct bpf_rb_root tree __contains(item, node); }");
        SpecialField tree = RecordParser.Parse(btfs, BtfSet.Program, last, 24)!.All[1];
        tree.Kind.ShouldBe(SpecialFieldKind.TreeRoot);
        tree.NodeOffset.ShouldBe(8);
        btfs.ProgramBtf!.NameOf(tree.TypeId).ShouldBe("item");
    }

    [Fact]
    public void Map_values_with_fields_gone_wrong_are_plain_bytes()
    {
        (BtfSet btfs, uint last) = Declare("two { struct bpf_wq first; struct bpf_wq second; }");
        RecordParser.Parse(btfs, BtfSet.Program, last, 32).ShouldBeNull();
    }

    [Fact]
    public void A_timer_in_an_object_of_the_programs_own_is_plain_bytes()
    {
        (BtfSet btfs, uint last) = Declare("timed { struct bpf_timer timer; }");
        RecordParser.ParseObject(btfs, BtfSet.Program, last).ShouldBeNull();
    }

    [Fact]
    public void Structures_that_hold_each_other_many_times_over_are_given_up()
    {
        var types = new BtfBuilder();
        uint held = types.AddStruct("held", 0);
        for (int level = 0; level < 24; level++)
            held = types.AddStruct($"level{level}", 0, [.. Enumerable.Range(0, 8).Select(i => new BtfMember($"m{i}", held, 0, 0))]);
        uint itself = types.NextId;
        types.AddStruct("itself", 8, new BtfMember("first", itself, 0, 0), new BtfMember("second", itself, 0, 0));
        var btfs = new BtfSet(types.Build(), null, []);
        RecordParser.Parse(btfs, BtfSet.Program, held, 8).ShouldBeNull();
        RecordParser.Parse(btfs, BtfSet.Program, itself, 8).ShouldBeNull();
    }

    private static (BtfSet Btfs, uint Last) Declare(string declarations)
    {
        var types = new CaseTypes();
        uint last = 0;
        foreach (string declaration in declarations.Split(" }", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            types.AddStruct(declaration + " }");
            last = types.Find(declaration.Split(' ')[0]);
        }

        Btf? kernel = File.Exists("/sys/kernel/btf/vmlinux") ? Btf.LoadKernel() : null;
        return (new BtfSet(types.Build(), kernel, []), last);
    }
}
