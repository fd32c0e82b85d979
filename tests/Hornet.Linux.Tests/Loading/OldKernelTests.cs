// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>What becomes of an object on kernels that know less, told by saying that this one does not know it.</summary>
public sealed class OldKernelTests
{
    private static readonly LoadFeatures Linux517 = new() { BtfEnum64 = false };
    private static readonly LoadFeatures Linux510 = Linux517 with { BtfFloats = false, BtfDeclarationTags = false, BtfTypeTags = false, Cookies = false, MemoryOfControlGroup = false };
    private static readonly LoadFeatures Linux54 = Linux510 with { ProbeReadKernel = false, MappableArrays = false, BtfGlobalFunctions = false, BoundMaps = false };
    private static readonly LoadFeatures Linux50 = Linux54 with { BtfDataSections = false, GlobalData = false };
    private static readonly LoadFeatures Linux418 = Linux50 with { BtfFunctions = false };
    private static readonly LoadFeatures Linux414 = Linux418 with { Btf = false, Names = false, ExpectedAttachTypes = false };

    public static TheoryData<string> Versions() => ["5.17", "5.10", "5.4", "5.0", "4.18", "4.14"];

    [KernelTheory]
    [MemberData(nameof(Versions))]
    public void An_object_with_all_that_is_new_loads(string version)
    {
        LoadFeatures features = Features(version);
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("old_kernels"), new KernelLoadOptions { Features = features });
        loaded.TypesRefusal.ShouldBeNull("the kernel checks the types that were rewritten");
        KernelProgramInfo info = loaded.Program("reads").GetInfo();
        info.Name.ShouldBe(features.Names ? "reads" : "");
        (info.BtfId != 0).ShouldBe(features.BtfFunctions);
        KernelMapInfo map = loaded.Map("measures").GetInfo();
        map.Name.ShouldBe(features.Names ? "measures" : "");
        (map.ValueTypeId != 0).ShouldBe(features.Btf);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Types_have_no_kind_that_the_kernel_does_not_know(string version)
    {
        LoadFeatures features = Features(version);
        foreach (string name in new[] { "old_kernels", "global_data", "subprograms", "ksyms", "btf_maps", "kconfig", "struct_ops", "callbacks" })
        {
            Btf original = Fixtures.Load(name).Btf!;
            Btf adapted = Adapt(original, features);
            HashSet<BtfKind> kinds = [.. adapted.OwnTypes.Select(type => type.Kind)];
            if (!features.BtfEnum64)
                kinds.ShouldNotContain(BtfKind.Enum64);
            if (!features.BtfTypeTags)
                kinds.ShouldNotContain(BtfKind.TypeTag);
            if (!features.BtfDeclarationTags)
                kinds.ShouldNotContain(BtfKind.DeclarationTag);
            if (!features.BtfFloats)
                kinds.ShouldNotContain(BtfKind.Float);
            if (!features.BtfGlobalFunctions)
                adapted.OwnTypes.OfType<BtfFunction>().ShouldAllBe(function => function.Linkage == BtfLinkage.Static);
            if (!features.BtfDataSections)
                kinds.ShouldNotContain(kind => kind == BtfKind.DataSection || kind == BtfKind.Variable);
            if (!features.BtfFunctions)
                kinds.ShouldNotContain(kind => kind == BtfKind.Function || kind == BtfKind.FunctionPrototype);
        }
    }

    [KernelTheory]
    [MemberData(nameof(Versions))]
    public void The_kernel_takes_the_types_of_every_fixture(string version)
    {
        LoadFeatures features = Features(version);
        string folder = TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3");
        foreach (string path in Directory.EnumerateFiles(folder, "*.o"))
        {
            if (BpfObject.Load(path).Btf is not { } btf)
                continue;
            Btf adapted = Adapt(btf, features);
            Should.NotThrow(() => KernelBtf.Load(adapted.Data.Span).Dispose(), path);
        }
    }

    [Fact]
    public void Types_keep_their_numbers_and_sizes()
    {
        Btf original = Fixtures.Load("old_kernels").Btf!, adapted = Adapt(original, Linux418);
        original.TryFindId("measured", BtfKind.Struct, out uint id).ShouldBeTrue();
        var structure = (BtfStruct)adapted[id];
        structure.Members.Select(member => (member.Name, member.BitOffset)).ShouldBe(((BtfStruct)original[id]).Members.Select(member => (member.Name, member.BitOffset)));
        foreach (BtfMember member in structure.Members)
            adapted.SizeOf(member.TypeId).ShouldBe(original.SizeOf(member.TypeId), member.Name);
        var values = (BtfStruct)adapted[adapted.Resolve(structure.Members.Single(member => member.Name == "wide").TypeId)];
        values.IsUnion.ShouldBeTrue();
        values.Members.Select(member => member.Name).ShouldBe(["WIDE_SMALL", "WIDE_LARGE"]);
    }

    [Fact]
    public void Helpers_that_are_not_there_are_replaced_by_older_ones()
    {
        Instruction[] instructions =
        [
            new(Opcodes.LoadImmediate64, Register.R1, immediate: 113),
            new(0, immediate: 113), // the second half of a number, not a call
            Call(HelperId.ProbeReadKernel), Call(HelperId.ProbeReadUser), Call(HelperId.ProbeReadKernelString), Call(HelperId.ProbeReadUserString),
            Call(HelperId.MapLookupElement),
            new(Opcodes.Call, source: Register.R1, immediate: 113), // a call inside the program
        ];
        OldHelpers.Substitute(instructions);
        instructions.Select(instruction => instruction.Immediate).ShouldBe([113, 113, 4, 4, 45, 45, 1, 113]);

        static Instruction Call(HelperId helper) => new(Opcodes.Call, immediate: (int)helper);
    }

    [KernelFact]
    public void Data_sections_are_not_mapped_where_arrays_cannot_be()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("global_data"), new KernelLoadOptions { Features = Linux54 });
        foreach (KernelMap map in loaded.Maps.Cast<KernelMap>())
            (map.GetInfo().Flags & MapCreateFlags.Mmapable).ShouldBe(MapCreateFlags.None, map.Name);
    }

    [KernelFact]
    public void Where_there_is_no_global_data_its_use_is_explained()
    {
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(Fixtures.Load("global_data"), new KernelLoadOptions { Features = Linux50 })).Message
            .ShouldContain("which was not created: this kernel has no global data (it came with Linux 5.2)");
    }

    [KernelFact]
    public void Where_types_are_needed_and_there_are_none_it_is_said()
    {
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(Fixtures.Load("struct_ops"), new KernelLoadOptions { Features = Linux414 })).Message
            .ShouldContain("it needs type information in the kernel, which came with Linux 4.18");
    }

    [KernelFact]
    public void This_kernel_can_do_everything()
    {
        LoadFeatures.Current.ShouldBe(new LoadFeatures());
    }

    private static Btf Adapt(Btf original, LoadFeatures features)
    {
        var types = new ObjectBtf(original);
        types.RewriteExterns();
        types.RewriteEncodings();
        types.NameFunctions();
        types.Adapt(features);
        return Btf.Parse(types.ToArray());
    }

    private static LoadFeatures Features(string version) => version switch
    {
        "5.17" => Linux517,
        "5.10" => Linux510,
        "5.4" => Linux54,
        "5.0" => Linux50,
        "4.18" => Linux418,
        _ => Linux414,
    };
}
