// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

public sealed class BtfDeduplicationTests
{
    [ToolFact("gcc", "bpftool")]
    public void The_merged_types_of_many_objects_are_those_that_libbpf_keeps()
    {
        string[] objects = [.. Directory.EnumerateFiles(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3"), "*.o").Order(StringComparer.Ordinal)];
        objects.Length.ShouldBeGreaterThan(5);
        string path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():n}.btf");
        var builder = new BtfBuilder();
        foreach (string file in objects)
            builder.AddAll(Btf.Load(file));
        uint before = builder.NextId;
        builder.Deduplicate();
        builder.NextId.ShouldBeLessThan(before);
        try
        {
            new NativeOracle("Btf", "deduplicate.c").Run([path, .. objects]);
            Raw(builder.Build()).ShouldBe(Raw(Btf.Load(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Lists_that_contain_themselves_are_one()
    {
        var builder = new BtfBuilder();
        AddList(builder, "node", "int");
        AddList(builder, "node", "int");
        ImmutableArray<uint> ids = builder.Deduplicate();
        builder.NextId.ShouldBe(4u, "int, node, pointer");
        ids.ShouldBe([0, 1, 2, 3, 1, 2, 3]);
        ((BtfStruct)builder.Build()[2]).Members[1].TypeId.ShouldBe(3u);
    }

    [Fact]
    public void Structures_that_differ_behind_a_pointer_stay_two()
    {
        var builder = new BtfBuilder();
        AddHolder(builder, memberName: "x");
        AddHolder(builder, memberName: "y");
        builder.Deduplicate();
        builder.Build().OwnTypes.Count(type => type is BtfStruct { Name: "holder" }).ShouldBe(2);
    }

    [Fact]
    public void A_forward_declaration_becomes_the_structure_it_stands_for()
    {
        var builder = new BtfBuilder();
        uint forward = builder.AddForward("thing");
        uint first = builder.AddStruct("user", 8, new BtfMember("thing", builder.AddPointer(forward), 0, 0));
        uint number = builder.AddInt("int", 4);
        uint thing = builder.AddStruct("thing", 4, new BtfMember("x", number, 0, 0));
        uint second = builder.AddStruct("user", 8, new BtfMember("thing", builder.AddPointer(thing), 0, 0));
        uint lone = builder.AddForward("nowhere");

        ImmutableArray<uint> ids = builder.Deduplicate();
        ids[(int)forward].ShouldBe(ids[(int)thing]);
        ids[(int)first].ShouldBe(ids[(int)second]);
        Btf btf = builder.Build();
        btf[ids[(int)lone]].ShouldBeOfType<BtfForward>();
        btf.OwnTypes.Count().ShouldBe(5, "thing, pointer, user, int, nowhere");
    }

    [Fact]
    public void A_forward_declaration_with_two_definitions_stays()
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("int", 4);
        builder.AddStruct("thing", 4, new BtfMember("x", number, 0, 0));
        builder.AddStruct("thing", 4, new BtfMember("y", number, 0, 0));
        uint forward = builder.AddForward("thing");
        ImmutableArray<uint> ids = builder.Deduplicate();
        builder.Build()[ids[(int)forward]].ShouldBeOfType<BtfForward>();
    }

    [Fact]
    public void Types_that_look_alike_stay_apart_where_they_mean_different_things()
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("int", 4, BtfIntEncoding.Signed);
        builder.AddInt("int", 4);
        builder.AddStruct("s", 4, new BtfMember("x", number, 0, 0));
        builder.AddUnion("s", 4, new BtfMember("x", number, 0, 0));
        builder.AddStruct("s", 8, new BtfMember("x", number, 0, 0));
        builder.AddEnum("e", 4, false, new BtfEnumValue("A", 1));
        builder.AddEnum("e", 4, false, new BtfEnumValue("A", 2));
        builder.AddModifier(BtfKind.Const, number);
        builder.AddModifier(BtfKind.Volatile, number);
        builder.AddVariable("v", number);
        builder.AddVariable("v", number);
        uint before = builder.NextId;
        builder.Deduplicate();
        builder.NextId.ShouldBe(before);
    }

    [Fact]
    public void An_enumeration_declared_without_values_becomes_the_one_with_values()
    {
        var builder = new BtfBuilder();
        uint declared = builder.AddEnum("e", 4, false);
        uint defined = builder.AddEnum("e", 4, false, new BtfEnumValue("A", 1));
        builder.AddTypedef("t", declared);
        builder.AddTypedef("t", defined);
        ImmutableArray<uint> ids = builder.Deduplicate();
        ids[(int)declared].ShouldBe(ids[(int)defined]);
        builder.NextId.ShouldBe(3u);
        builder.Build()[1].ShouldBeOfType<BtfEnum>().Values.Length.ShouldBe(1);
    }

    [Fact]
    public void Functions_prototypes_arrays_and_tags_become_one_when_all_they_refer_to_is()
    {
        var builder = new BtfBuilder();
        for (int i = 0; i < 2; i++)
        {
            uint number = builder.AddInt("int", 4, BtfIntEncoding.Signed);
            uint array = builder.AddArray(number, number, 3);
            uint prototype = builder.AddFunctionPrototype(number, new BtfParameter("values", builder.AddPointer(array)));
            uint function = builder.AddFunction("sum", prototype);
            builder.Add(new BtfDeclarationTag(0, "kfunc", function, -1));
        }

        builder.Deduplicate();
        builder.NextId.ShouldBe(7u);
    }

    [Fact]
    public void Merging_two_btfs_keeps_one_of_each_type()
    {
        Btf first = BtfBuilderTests.EveryKind(false).Build();
        var builder = new BtfBuilder(first);
        uint shift = builder.AddAll(first);
        builder.NextId.ShouldBe((2 * (first.TypeCount - 1)) + 1);
        ImmutableArray<uint> ids = builder.Deduplicate();
        for (uint id = 1; id < first.TypeCount; id++)
        {
            if (first[id] is not (BtfVariable or BtfDataSection))
                ids[(int)(id + shift)].ShouldBe(ids[(int)id], $"{first[id]}");
        }

        builder.NextId.ShouldBe(first.TypeCount + 2, "the variable and its section are another's");
    }

    [Fact]
    public void A_split_btf_uses_the_types_of_its_base()
    {
        var baseBuilder = new BtfBuilder();
        AddList(baseBuilder, "node", "int");
        Btf first = baseBuilder.Build();
        var builder = new BtfBuilder(baseBtf: first);
        AddList(builder, "node", "int");
        uint own = builder.AddTypedef("own", builder.NextId - 2);
        ImmutableArray<uint> ids = builder.Deduplicate();
        Btf split = builder.Build();
        split.OwnTypes.ShouldHaveSingleItem().ShouldBeOfType<BtfTypedef>().TypeId.ShouldBe(2u);
        ids[(int)own].ShouldBe(first.TypeCount);
    }

    [Fact]
    public void A_reference_to_a_type_that_was_never_added_is_an_error()
    {
        var builder = new BtfBuilder();
        builder.AddPointer(99);
        Should.Throw<InvalidOperationException>(() => builder.Deduplicate()).Message.ShouldContain("99");
    }

    private static string Raw(Btf btf)
    {
        using var text = new StringWriter();
        BtfRawPrinter.Write(text, btf);
        return text.ToString();
    }

    private static void AddList(BtfBuilder builder, string name, string number)
    {
        uint value = builder.AddInt(number, 4, BtfIntEncoding.Signed);
        uint node = builder.AddStruct(name, 16, new BtfMember("value", value, 0, 0), new BtfMember("next", builder.NextId + 1, 64, 0));
        builder.AddPointer(node);
    }

    private static void AddHolder(BtfBuilder builder, string memberName)
    {
        uint number = builder.AddInt("int", 4);
        uint held = builder.AddStruct("held", 4, new BtfMember(memberName, number, 0, 0));
        builder.AddStruct("holder", 8, new BtfMember("held", builder.AddPointer(held), 0, 0));
    }
}
