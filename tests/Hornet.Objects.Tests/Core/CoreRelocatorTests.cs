// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

public sealed class CoreRelocatorTests
{
    private const byte MoveImmediate = 0xb7;
    private const byte LoadWord = 0x61;
    private const byte LoadDoubleWord = 0x79;
    private const byte StoreByte = 0x73;
    private const byte WideLoad = 0x18;

    private static readonly Instruction Poison = new(0x85, immediate: PoisonedInstruction.CallImmediate);

    [Fact]
    public void A_field_is_found_by_name_at_its_new_offset()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 8, new BtfMember("a", local.Number, 0, 0), new BtfMember("b", local.Number, 32, 0)),
            target => target.AddStruct("s", 16, new BtfMember("b", target.Number, 96, 0), new BtfMember("a", target.Number, 0, 0)));
        CoreResult result = sides.Apply("0:1", CoreRelocationKind.FieldByteOffset, new Instruction(LoadWord, Register.R1, Register.R2, 4));
        result.Program.Instructions[0].ShouldBe(new Instruction(LoadWord, Register.R1, Register.R2, 12));
        CoreRelocationResult report = result.Relocations.ShouldHaveSingleItem();
        report.Local.ShouldBe("struct s.b");
        report.Target.ShouldBe("[2] struct s");
        (report.LocalValue, report.TargetValue, report.IsPoisoned).ShouldBe((4ul, 12ul, false));
    }

    [Fact]
    public void A_member_is_found_inside_anonymous_members_on_either_side()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 8, new BtfMember("", local.AddUnion("", 8, new BtfMember("x", local.Number, 0, 0)), 0, 0)),
            target => target.AddStruct(
                "s",
                32,
                new BtfMember("before", target.Number, 0, 0),
                new BtfMember("", target.AddStruct("", 16, new BtfMember("", target.AddUnion("", 4, new BtfMember("x", target.Number, 32, 0)), 64, 0)), 64, 0)));
        sides.Value("0:0:0", CoreRelocationKind.FieldByteOffset, 0).ShouldBe(20);
    }

    [Fact]
    public void Flavours_do_not_count_on_either_side()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s___mine", 4, new BtfMember("a", local.Number, 0, 0)),
            target => target.AddStruct("s___theirs", 8, new BtfMember("a", target.Number, 32, 0)));
        sides.Value("0:0", CoreRelocationKind.FieldByteOffset, 0).ShouldBe(4);
    }

    [Fact]
    public void An_index_counts_elements_of_the_targets_size()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 12, new BtfMember("array", local.AddArray(local.AddStruct("e", 4, new BtfMember("x", local.Number, 0, 0)), local.Number, 3), 0, 0)),
            target => target.AddStruct("s", 28, new BtfMember("array", target.AddArray(target.AddStruct("e", 8, new BtfMember("x", target.Number, 32, 0)), target.Number, 3), 32, 0)));
        sides.Value("0:0:2:0", CoreRelocationKind.FieldByteOffset, 8).ShouldBe(4 + 16 + 4);
        sides.Value("2:0:1:0", CoreRelocationKind.FieldByteOffset, 24 + 4).ShouldBe(56 + 4 + 8 + 4);
        sides.Value("0:0", CoreRelocationKind.FieldByteSize, 12).ShouldBe(24);
    }

    [Fact]
    public void Only_a_flexible_array_at_the_end_may_be_indexed_past_its_length()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("n", local.Number, 0, 0), new BtfMember("items", local.AddArray(local.Number, local.Number, 0), 32, 0)),
            target => target.AddStruct("s", 8, new BtfMember("n", target.Number, 0, 0), new BtfMember("m", target.Number, 32, 0), new BtfMember("items", target.AddArray(target.Number, target.Number, 0), 64, 0)));
        sides.Value("0:1:5", CoreRelocationKind.FieldByteOffset, 24).ShouldBe(28);

        sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("n", local.Number, 0, 0), new BtfMember("items", local.AddArray(local.Number, local.Number, 0), 32, 0)),
            target => target.AddStruct("s", 8, new BtfMember("items", target.AddArray(target.Number, target.Number, 2), 0, 0)));
        sides.Value("0:1:1", CoreRelocationKind.FieldExists, 1).ShouldBe(1);
        sides.Value("0:1:2", CoreRelocationKind.FieldExists, 1).ShouldBe(0);
    }

    [Theory]
    [InlineData(false, 64 - 11 - 3)]
    [InlineData(true, 32 + 11)]
    public void A_bit_field_is_loaded_by_its_type_and_shifted(bool bigEndian, int leftShift)
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 8, new BtfMember("low", local.Unsigned, 0, 2), new BtfMember("flag", local.Unsigned, 2, 3)),
            target => target.AddStruct("s", 8, new BtfMember("first", target.Unsigned, 0, 0), new BtfMember("gap", target.Unsigned, 32, 11), new BtfMember("flag", target.Unsigned, 32 + 11, 3)),
            bigEndian);
        sides.Value("0:1", CoreRelocationKind.FieldByteOffset, 0).ShouldBe(4);
        sides.Value("0:1", CoreRelocationKind.FieldByteSize, 4).ShouldBe(4);
        sides.Value("0:1", CoreRelocationKind.FieldLeftShift, 0).ShouldBe(leftShift);
        sides.Value("0:1", CoreRelocationKind.FieldRightShift, 61).ShouldBe(61);
        sides.Value("0:1", CoreRelocationKind.FieldSigned, 0).ShouldBe(0);
    }

    [Fact]
    public void A_field_the_target_has_not_poisons_its_instruction_and_says_why()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s___v2", 4, new BtfMember("gone", local.Number, 0, 0)),
            target => target.AddStruct("s", 4, new BtfMember("kept", target.Number, 0, 0)));
        sides.Value("0:0", CoreRelocationKind.FieldExists, 1).ShouldBe(0);

        CoreResult result = sides.Apply("0:0", CoreRelocationKind.FieldByteOffset, new Instruction(LoadWord, Register.R1, Register.R1));
        result.Program.Instructions[0].ShouldBe(Poison);
        PoisonedInstruction poisoned = result.Program.PoisonedInstructions.ShouldHaveSingleItem();
        poisoned.Instruction.ShouldBe(0);
        poisoned.Explanation.ShouldBe("CO-RE relocation of struct s___v2.gone (byte offset of a field): the target does not have it in [2] struct s.");
        result.Relocations[0].IsPoisoned.ShouldBeTrue();
    }

    [Fact]
    public void Both_slots_of_a_wide_load_are_poisoned()
    {
        Sides sides = Sides.Make(local => local.AddEnum("e", 4, false, new BtfEnumValue("A", 5)), target => target.AddForward("other"));
        CoreResult result = sides.Apply("0", CoreRelocationKind.EnumValue, new Instruction(WideLoad, Register.R1, immediate: 5), default);
        result.Program.Instructions.ShouldAllBe(instruction => instruction == Poison);
        result.Program.PoisonedInstructions[0].Explanation.ShouldContain("the target has no type of that name and kind");
    }

    [Fact]
    public void Candidates_that_disagree_are_an_error_that_names_them()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("a", local.Number, 0, 0)),
            target =>
            {
                target.AddStruct("s", 4, new BtfMember("a", target.Number, 0, 0));
                return target.AddStruct("s", 8, new BtfMember("a", target.Number, 32, 0));
            });
        CoreRelocationException error = Should.Throw<CoreRelocationException>(() => sides.Value("0:0", CoreRelocationKind.FieldByteOffset, 0));
        error.Candidates.ShouldBe(["[2] struct s", "[3] struct s"]);
        error.Message.ShouldContain("ambiguous; candidates are [2] struct s (0), [3] struct s (4)");
        error.Program.ShouldBe("test");
    }

    [Fact]
    public void Candidates_that_agree_or_do_not_match_are_no_ambiguity()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("a", local.Number, 0, 0)),
            target =>
            {
                target.AddStruct("s", 4, new BtfMember("a", target.AddFloat("float", 4), 64, 0));
                target.AddStruct("s", 4, new BtfMember("other", target.Number, 0, 0));
                target.AddStruct("s", 8, new BtfMember("a", target.Number, 32, 0));
                return target.AddStruct("s___copy", 80, new BtfMember("a", target.Number, 32, 0));
            });
        sides.Value("0:0", CoreRelocationKind.FieldByteOffset, 0).ShouldBe(4);
    }

    [Fact]
    public void A_load_follows_the_size_of_unsigned_fields()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 8, new BtfMember("a", local.Unsigned, 0, 0)),
            target => target.AddStruct("s", 16, new BtfMember("a", target.AddInt("unsigned long", 8), 64, 0)));
        sides.Apply("0:0", CoreRelocationKind.FieldByteOffset, new Instruction(LoadWord, Register.R1, Register.R2))
            .Program.Instructions[0].ShouldBe(new Instruction(LoadDoubleWord, Register.R1, Register.R2, 8));
    }

    [Fact]
    public void A_load_of_a_signed_field_of_another_size_is_poisoned()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 8, new BtfMember("a", local.Number, 0, 0)),
            target => target.AddStruct("s", 16, new BtfMember("a", target.AddInt("long", 8, BtfIntEncoding.Signed), 64, 0)));
        CoreResult result = sides.Apply("0:0", CoreRelocationKind.FieldByteOffset, new Instruction(LoadWord, Register.R1, Register.R2));
        result.Program.PoisonedInstructions.ShouldHaveSingleItem().Explanation.ShouldContain("changed from 4 to 8 bytes");
        // The offset alone is fine for arithmetic.
        sides.Value("0:0", CoreRelocationKind.FieldByteOffset, 0).ShouldBe(8);
    }

    [Fact]
    public void An_element_of_an_array_is_loaded_by_its_own_size_however_long_the_array()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("a", local.AddArray(local.AddInt("char", 1, BtfIntEncoding.Signed), local.Number, 4), 0, 0)),
            target => target.AddStruct("s", 24, new BtfMember("a", target.AddArray(target.AddInt("char", 1, BtfIntEncoding.Signed), target.Number, 16), 64, 0)));
        sides.Apply("0:0", CoreRelocationKind.FieldByteOffset, new Instruction(StoreByte, Register.R1, Register.R2))
            .Program.Instructions[0].ShouldBe(new Instruction(StoreByte, Register.R1, Register.R2, 8));
    }

    [Fact]
    public void Enumerators_are_found_by_name_and_may_grow_to_64_bits()
    {
        Sides sides = Sides.Make(
            local => local.AddEnum("e___mine", 4, false, new BtfEnumValue("A", 1), new BtfEnumValue("B___old", 2), new BtfEnumValue("C", 3)),
            target => target.AddEnum("e", 8, false, new BtfEnumValue("B", 0x1_0000_0007), new BtfEnumValue("A", 9)));
        CoreResult result = sides.Apply("1", CoreRelocationKind.EnumValue, new Instruction(WideLoad, Register.R1, immediate: 2), default);
        result.Program.Instructions[0].Immediate.ShouldBe(7);
        result.Program.Instructions[1].Immediate.ShouldBe(1);
        result.Relocations[0].Local.ShouldBe("enum e___mine::B___old");
        sides.Value("0", CoreRelocationKind.EnumValueExists, 1).ShouldBe(1);
        sides.Value("2", CoreRelocationKind.EnumValueExists, 1).ShouldBe(0);
    }

    [Fact]
    public void Type_questions_need_only_name_and_kind()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("a", local.Number, 0, 0)),
            target => target.AddStruct("s", 40, new BtfMember("z", target.AddFloat("float", 4), 0, 0)));
        sides.Value("0", CoreRelocationKind.TypeExists, 1).ShouldBe(1);
        sides.Value("0", CoreRelocationKind.TypeSize, 4).ShouldBe(40);
        sides.Value("0", CoreRelocationKind.TypeIdTarget, 0).ShouldBe(2);
        sides.Value("0", CoreRelocationKind.TypeIdLocal, 0).ShouldBe((int)sides.LocalId);
        sides.Value("0", CoreRelocationKind.TypeMatches, 1).ShouldBe(0);

        sides = Sides.Make(local => local.AddStruct("s", 4, new BtfMember("a", local.Number, 0, 0)), target => target.AddUnion("s", 4));
        sides.Value("0", CoreRelocationKind.TypeExists, 1).ShouldBe(0);
        sides.Value("0", CoreRelocationKind.TypeSize, 4).ShouldBe(0);
    }

    [Fact]
    public void A_type_matches_when_all_its_members_do()
    {
        Func<TestTypes, uint> same = types => types.AddStruct(
            "s", 16, new BtfMember("n", types.Number, 0, 0), new BtfMember("p", types.AddPointer(types.AddForward("elsewhere")), 64, 0));
        Sides sides = Sides.Make(same, target => target.AddStruct(
            "s", 24, new BtfMember("more", target.Number, 64, 0), new BtfMember("p", target.AddPointer(target.AddStruct("elsewhere", 4)), 128, 0), new BtfMember("n", target.Number, 0, 0)));
        sides.Value("0", CoreRelocationKind.TypeMatches, 1).ShouldBe(1);

        sides = Sides.Make(same, target => target.AddStruct("s", 16, new BtfMember("n", target.Unsigned, 0, 0), new BtfMember("p", target.AddPointer(0), 64, 0)));
        sides.Value("0", CoreRelocationKind.TypeMatches, 1).ShouldBe(0);
    }

    [Fact]
    public void Modules_are_asked_when_the_kernel_has_no_such_type()
    {
        Sides sides = Sides.Make(local => local.AddStruct("in_module", 4, new BtfMember("a", local.Number, 0, 0)), target => target.Number);
        var module = new BtfBuilder(baseBtf: sides.Target);
        module.AddStruct("in_module", 8, new BtfMember("a", 1, 32, 0));
        CoreResult result = sides.Apply([new CoreModule("some_module", module.Build())], "0:0", CoreRelocationKind.FieldByteOffset, new Instruction(MoveImmediate, Register.R1));
        result.Program.Instructions[0].Immediate.ShouldBe(4);
        result.Relocations[0].Target.ShouldBe("[2] struct in_module of module some_module");
    }

    [Theory]
    [InlineData("", CoreRelocationKind.FieldByteOffset, "not an access string")]
    [InlineData("0:", CoreRelocationKind.FieldByteOffset, "not an access string")]
    [InlineData("0:x", CoreRelocationKind.FieldByteOffset, "not an access string")]
    [InlineData("0:-1", CoreRelocationKind.FieldByteOffset, "not an access string")]
    [InlineData("0:7", CoreRelocationKind.FieldByteOffset, "has 1 members, none with index 7")]
    [InlineData("0:0:0", CoreRelocationKind.FieldByteOffset, "has no parts")]
    [InlineData("0:0", CoreRelocationKind.TypeSize, "takes the access string 0")]
    [InlineData("0", CoreRelocationKind.EnumValue, "is no enumeration")]
    [InlineData("0:0", (CoreRelocationKind)99, "the kind 99 is unknown")]
    [InlineData("2147483647:0", CoreRelocationKind.FieldByteOffset, "the object's own types say")]
    public void A_damaged_relocation_is_an_error(string path, CoreRelocationKind kind, string reason)
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("a", local.Number, 0, 0)),
            target => target.AddStruct("s", 4, new BtfMember("a", target.Number, 0, 0)));
        Should.Throw<CoreRelocationException>(() => sides.Value(path, kind, 0)).Message.ShouldContain(reason);
    }

    [Fact]
    public void An_instruction_that_cannot_hold_the_value_is_an_error()
    {
        Sides sides = Sides.Make(
            local => local.AddStruct("s", 4, new BtfMember("a", local.Number, 0, 0)),
            target => target.AddStruct("s", 40_000, new BtfMember("a", target.Number, 36_000 * 8, 0)));
        Message(new Instruction(0x95)).ShouldContain("opcode 0x95 cannot hold a value");
        Message(new Instruction(0xbf)).ShouldContain("no immediate");
        Message(new Instruction(MoveImmediate, immediate: 1)).ShouldContain("the instruction holds 1, the object's own types say 0");
        Message(new Instruction(LoadWord)).ShouldContain("36000 bytes does not fit");
        Message(new Instruction(WideLoad)).ShouldContain("cut off");

        string Message(Instruction instruction) =>
            Should.Throw<CoreRelocationException>(() => sides.Apply("0:0", CoreRelocationKind.FieldByteOffset, instruction)).Message;
    }

    [Theory]
    [InlineData("clang-v1")]
    [InlineData("clang-v4")]
    [InlineData("clang-be")]
    public void By_its_own_types_a_program_stays_as_the_compiler_made_it(string variant)
    {
        foreach (string fixture in new[] { "core_fields", "core_types" })
        {
            BpfObject read = BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", variant, fixture + ".o"));
            var relocator = new CoreRelocator(read.Btf!, read.Btf!);
            foreach (ProgramSpec program in read.Programs)
            {
                CoreResult result = relocator.Apply(program);
                result.Program.PoisonedInstructions.ShouldBeEmpty();
                result.Relocations.ShouldAllBe(one => one.LocalValue == one.TargetValue);
                // How a bit field is loaded is the compiler's choice; clang's is another than the loader's.
                if (program.Name != "bit_fields")
                    CoreOracleTests.Hex(result.Program).ShouldBe(CoreOracleTests.Hex(program), program.Name);
            }
        }
    }

    /// <summary>A builder with the two integers that most types need.</summary>
    private sealed class TestTypes(bool bigEndian)
    {
        private readonly BtfBuilder _builder = new(bigEndian: bigEndian);
        private uint _unsigned;
        private uint _number;

        public uint Number => _number != 0 ? _number : _number = _builder.AddInt("int", 4, BtfIntEncoding.Signed);

        public uint Unsigned => _unsigned != 0 ? _unsigned : _unsigned = _builder.AddInt("unsigned int", 4);

        public uint AddStruct(string name, uint size, params ReadOnlySpan<BtfMember> members) => _builder.AddStruct(name, size, members);

        public uint AddUnion(string name, uint size, params ReadOnlySpan<BtfMember> members) => _builder.AddUnion(name, size, members);

        public uint AddArray(uint element, uint index, uint length) => _builder.AddArray(element, index, length);

        public uint AddPointer(uint type) => _builder.AddPointer(type);

        public uint AddForward(string name) => _builder.AddForward(name);

        public uint AddFloat(string name, uint size) => _builder.AddFloat(name, size);

        public uint AddInt(string name, uint size, BtfIntEncoding encoding = BtfIntEncoding.None) => _builder.AddInt(name, size, encoding);

        public uint AddEnum(string name, uint size, bool isSigned, params ReadOnlySpan<BtfEnumValue> values) => _builder.AddEnum(name, size, isSigned, values);

        public Btf Build() => _builder.Build();
    }

    /// <summary>An object's types and a target's, and the type of the object that is asked about.</summary>
    private sealed record Sides(Btf Local, uint LocalId, Btf Target)
    {
        public static Sides Make(Func<TestTypes, uint> local, Func<TestTypes, uint> target, bool bigEndian = false)
        {
            var localTypes = new TestTypes(bigEndian);
            var targetTypes = new TestTypes(bigEndian);
            uint id = local(localTypes);
            target(targetTypes);
            return new Sides(localTypes.Build(), id, targetTypes.Build());
        }

        public CoreResult Apply(string path, CoreRelocationKind kind, params Instruction[] instructions) => Apply([], path, kind, instructions);

        public CoreResult Apply(CoreModule[] modules, string path, CoreRelocationKind kind, params Instruction[] instructions) =>
            new CoreRelocator(Local, Target, modules).Apply(new ProgramSpec
            {
                Name = "test",
                Type = ProgramType.Xdp,
                Instructions = [.. instructions],
                CoreRelocations = [new CoreRelocation(0, LocalId, path, kind)],
            });

        /// <summary>The immediate of a move that held the local value before.</summary>
        public int Value(string path, CoreRelocationKind kind, int local) =>
            Apply(path, kind, new Instruction(MoveImmediate, Register.R1, immediate: local)).Program.Instructions[0].Immediate;
    }
}
