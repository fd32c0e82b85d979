// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Objects.Tests;

public sealed class BtfBuilderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_kind_survives_encoding_and_decoding(bool bigEndian)
    {
        BtfBuilder builder = EveryKind(bigEndian);
        Btf btf = builder.Build();

        btf.IsBigEndian.ShouldBe(bigEndian);
        btf.OwnTypes.Select(type => type.Kind).Distinct().Count().ShouldBe(19, "every kind but void");
        btf.FindByName("packed", BtfKind.Struct).ShouldBeOfType<BtfStruct>().Members
            .ShouldBe([new BtfMember("low", 1, 0, 3), new BtfMember("high", 1, 3, 29), new BtfMember("rest", 2, 32, 0)]);
        btf.FindByName("wide").ShouldBeOfType<BtfEnum>().Values.ShouldBe([new BtfEnumValue("BIG", 0x1234_5678_9abc), new BtfEnumValue("ALL", -1)]);
        btf.FindByName("small").ShouldBeOfType<BtfEnum>().Values.ShouldBe([new BtfEnumValue("MINUS", -5), new BtfEnumValue("PLUS", 5)]);
        btf.FindByName("component").ShouldBeOfType<BtfDeclarationTag>().ComponentIndex.ShouldBe(-1);
        btf.FindByName("fwd_union").ShouldBeOfType<BtfForward>().IsUnion.ShouldBeTrue();

        new BtfBuilder(btf).ToArray().ShouldBe(builder.ToArray(), "a copy encodes the same");
    }

    [Fact]
    public void A_split_btf_continues_the_ids_and_strings_of_its_base()
    {
        Btf first = EveryKind(false).Build();
        var builder = new BtfBuilder(first);
        builder.Base.ShouldBeNull();

        builder = new BtfBuilder(baseBtf: first);
        uint pointer = builder.AddPointer(1);
        uint own = builder.AddStruct("module_thing", 16, new BtfMember("low", pointer, 0, 0), new BtfMember("module_only", 1, 64, 0));
        pointer.ShouldBe(first.TypeCount);
        Btf split = builder.Build();

        split.NameOf(own).ShouldBe("module_thing");
        split.NameOf(1).ShouldBe("unsigned int");
        split.FindByName("unsigned int")!.Id.ShouldBe(1u);
        split.FindByName("module_thing")!.Id.ShouldBe(own);
        split.SizeOf(own).ShouldBe(16);
        ((BtfStruct)split[own]).Members[0].Name.ShouldBe("low");
        System.Text.Encoding.ASCII.GetString(split.Data.Span).ShouldNotContain("low", Case.Sensitive, "the base has that string");
        Should.Throw<ObjectFormatException>(() => split[split.TypeCount]).Section.ShouldBe(".BTF");
    }

    [KernelFact]
    public void The_kernels_btf_encodes_to_the_same_types()
    {
        Btf kernel = Btf.LoadKernel();
        Btf copy = new BtfBuilder(kernel).Build();
        copy.TypeCount.ShouldBe(kernel.TypeCount);
        for (uint id = 1; id < kernel.TypeCount; id += 7)
        {
            copy.Record(id).SizeOrType.ShouldBe(kernel.Record(id).SizeOrType);
            copy.NameOf(id).ShouldBe(kernel.NameOf(id));
        }
    }

    [Fact]
    public void A_list_that_contains_itself_by_pointer_has_a_size()
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("int", 4, BtfIntEncoding.Signed);
        uint node = builder.AddStruct("node", 16, new BtfMember("value", number, 0, 0), new BtfMember("next", builder.NextId + 1, 64, 0));
        builder.AddPointer(node);
        Btf btf = builder.Build();
        btf.SizeOf(node).ShouldBe(16);
        btf.AlignmentOf(node).ShouldBe(8);
    }

    [Fact]
    public void An_endless_chain_of_typedefs_is_an_error()
    {
        var builder = new BtfBuilder();
        builder.AddTypedef("a", 2);
        builder.AddTypedef("b", 1);
        Btf btf = builder.Build();
        Should.Throw<ObjectFormatException>(() => btf.Resolve(1));
        Should.Throw<ObjectFormatException>(() => btf.SizeOf(1));
        Should.Throw<ObjectFormatException>(() => btf.AlignmentOf(2));
    }

    /// <summary>A BTF with at least one type of every kind.</summary>
    internal static BtfBuilder EveryKind(bool bigEndian)
    {
        var builder = new BtfBuilder(bigEndian: bigEndian);
        uint unsigned = builder.AddInt("unsigned int", 4);
        uint letter = builder.AddInt("char", 1, BtfIntEncoding.Signed);
        uint pointer = builder.AddPointer(builder.AddModifier(BtfKind.Const, letter));
        builder.AddArray(letter, unsigned, 16);
        uint packed = builder.AddStruct("packed", 8, new BtfMember("low", unsigned, 0, 3), new BtfMember("high", unsigned, 3, 29), new BtfMember("rest", letter, 32, 0));
        builder.AddUnion("either", 8, new BtfMember("number", unsigned, 0, 0), new BtfMember("text", pointer, 0, 0));
        builder.AddEnum("small", 4, true, new BtfEnumValue("MINUS", -5), new BtfEnumValue("PLUS", 5));
        builder.AddEnum("wide", 8, false, new BtfEnumValue("BIG", 0x1234_5678_9abc), new BtfEnumValue("ALL", -1));
        builder.AddForward("fwd_union", isUnion: true);
        builder.AddTypedef("alias", packed);
        builder.AddModifier(BtfKind.Volatile, builder.AddModifier(BtfKind.Restrict, pointer));
        uint prototype = builder.AddFunctionPrototype(0, new BtfParameter("first", unsigned), new BtfParameter("", 0));
        builder.AddFunction("function", prototype, BtfLinkage.Static);
        uint variable = builder.AddVariable("variable", unsigned);
        builder.AddDataSection(".data", 4, new BtfSectionVariable(variable, 0, 4));
        builder.AddFloat("double", 8);
        builder.Add(new BtfDeclarationTag(0, "component", packed, -1));
        builder.Add(new BtfTypeTag(0, "rcu", packed));
        return builder;
    }
}
