// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects.Tests.Elf;

/// <summary>Which programs an object has, and how functions are linked into them.</summary>
public sealed class ProgramTests
{
    private const byte Call = 0x85;
    private const byte WideLoad = 0x18;

    public static TheoryData<string> SeveralPrograms => Fixture.Of("several_programs");

    public static TheoryData<string> Subprograms => Fixture.Of("subprograms");

    public static TheoryData<string> Callbacks => Fixture.Of("callbacks");

    public static TheoryData<string> TextOnly => Fixture.Of("text_only");

    public static TheoryData<string> AllObjects => [.. Fixture.All];

    [Theory]
    [MemberData(nameof(SeveralPrograms))]
    public void Every_function_of_a_section_is_a_program(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Programs.Where(program => program.SectionName == "xdp" && program.AutoLoad).Select(program => program.Name).ShouldBe(["first", "second", "third"]);
        obj.License.ShouldBe("Dual BSD/GPL");
    }

    [Theory]
    [MemberData(nameof(SeveralPrograms))]
    public void A_question_mark_means_not_loaded_by_default(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Programs.Where(program => !program.AutoLoad).Select(program => (program.Name, program.SectionName, program.Type)).ShouldBe(
            [("optional", "xdp", ProgramType.Xdp), ("optional_tracing", "raw_tp/sys_enter", ProgramType.RawTracepoint)]);
    }

    [Theory]
    [MemberData(nameof(Subprograms))]
    public void Subprograms_are_appended_once_in_the_order_they_are_met(string name)
    {
        BpfObject obj = Fixture.Load(name);
        Names(obj, "uses_all").ShouldBe(["uses_all", "twice", "add", "optional", "hidden"]);
        Names(obj, "uses_one").ShouldBe(["uses_one", "add"]);
        Names(obj, "uses_none").ShouldBe(["uses_none"]);
        obj.Programs.Length.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Subprograms))]
    public void Static_and_hidden_functions_are_not_global(string name)
    {
        Dictionary<string, bool> global = Fixture.Load(name).Program("uses_all").Functions.ToDictionary(function => function.Name, function => function.IsGlobal);
        global.ShouldBe(new Dictionary<string, bool> { ["uses_all"] = true, ["twice"] = true, ["add"] = false, ["optional"] = true, ["hidden"] = false }, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(AllObjects))]
    public void Calls_between_functions_lead_to_the_start_of_one(string name)
    {
        foreach (ProgramSpec program in Fixture.Load(name).Programs)
        {
            HashSet<int> starts = [.. program.Functions.Select(function => function.Instruction)];
            starts.ShouldContain(0);
            HashSet<int> reached = [0];
            for (int i = 0; i < program.Instructions.Length; i++)
            {
                Instruction instruction = program.Instructions[i];
                if (instruction is { Opcode: Call, Source: Register.R1 } or { Opcode: WideLoad, Source: Register.R4 })
                {
                    int target = i + 1 + instruction.Immediate;
                    starts.ShouldContain(target, $"{program.Name}, instruction {i}");
                    reached.Add(target);
                }

                if (instruction.Opcode == WideLoad)
                    i++;
            }

            reached.ShouldBe(starts, ignoreOrder: true);
        }
    }

    [Theory]
    [MemberData(nameof(AllObjects))]
    public void References_are_at_calls_and_wide_loads_and_name_what_the_object_has(string name)
    {
        BpfObject obj = Fixture.Load(name);
        foreach (ProgramSpec program in obj.Programs)
        {
            program.References.Select(reference => reference.Instruction).ShouldBeInOrder();
            foreach (SymbolReference reference in program.References)
            {
                Instruction instruction = program.Instructions[reference.Instruction];
                switch (reference.Kind)
                {
                    case SymbolReferenceKind.Map:
                        instruction.ShouldBe(new Instruction(WideLoad, instruction.Destination, Register.R1));
                        obj.Maps.ShouldContain(map => map.Name == reference.Name);
                        break;
                    case SymbolReferenceKind.MapValue:
                        instruction.ShouldBe(new Instruction(WideLoad, instruction.Destination, Register.R2));
                        program.Instructions[reference.Instruction + 1].Immediate.ShouldBe((int)reference.Addend);
                        ((long)obj.Map(reference.Name).ValueSize).ShouldBeGreaterThan(obj.Map(reference.Name).Type == MapType.Arena ? -1 : reference.Addend);
                        break;
                    case SymbolReferenceKind.KernelFunction:
                        instruction.ShouldBe(new Instruction(Call, Register.R0, Register.R2));
                        obj.Externs.ShouldContain(value => value.Name == reference.Name);
                        break;
                    default:
                        instruction.Opcode.ShouldBe(WideLoad);
                        obj.Externs.ShouldContain(value => value.Name == reference.Name && value.IsWeak == reference.IsWeak);
                        break;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Callbacks))]
    public void Callbacks_are_linked_and_loaded_by_relative_address(string name)
    {
        BpfObject obj = Fixture.Load(name);
        Names(obj, "loops").ShouldBe(["loops", "fill_value", "sum_value", "weigh"]);
        Names(obj, "loops_again").ShouldBe(["loops_again", "count_down"]);
        ProgramSpec loops = obj.Program("loops");
        int[] loaded = [.. Enumerable.Range(0, loops.Instructions.Length).Where(i => loops.Instructions[i] is { Opcode: WideLoad, Source: Register.R4 })];
        loaded.Select(i => loops.Functions.Single(function => function.Instruction == i + 1 + loops.Instructions[i].Immediate).Name).ShouldBe(["fill_value", "sum_value"]);
    }

    [Theory]
    [MemberData(nameof(TextOnly))]
    public void Without_other_sections_global_functions_of_text_are_the_programs(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Programs.Select(program => program.Name).Order().ShouldBe(["nothing", "squares"]);
        obj.Programs.ShouldAllBe(program => program.Type == ProgramType.Unspec && program.SectionName == ".text");
        Names(obj, "squares").ShouldBe(["squares", "helper"]);
    }

    [Fact]
    public void Assembly_without_symbol_types_is_understood()
    {
        BpfObject obj = Fixture.Load("clang-plain/labels");
        obj.Programs.Select(program => (program.Name, program.Type)).ShouldBe([("entry", ProgramType.SocketFilter), ("tc", ProgramType.SchedulerClassifier)]);
        Names(obj, "entry").ShouldBe(["entry", "square"]);
        obj.Map(".data").Variables.ShouldHaveSingleItem().Name.ShouldBe("values");
    }

    [Theory]
    [InlineData("clang-v1")]
    [InlineData("clang-v4")]
    [InlineData("clang-be")]
    public void Lines_and_types_move_with_their_functions(string variant)
    {
        BpfObject obj = Fixture.Load(variant + "/subprograms");
        ProgramSpec program = obj.Program("uses_all");
        foreach (FunctionInfo function in program.Functions)
        {
            function.TypeId.ShouldNotBe(0u);
            obj.Btf!.NameOf(function.TypeId).ShouldBe(function.Name);
            program.Lines.ShouldContain(line => line.Instruction == function.Instruction);
        }

        FunctionInfo twice = program.Functions.Single(function => function.Name == "twice");
        LineInfo line = program.Lines.First(line => line.Instruction == twice.Instruction);
        (line.Text, line.File).ShouldBe(("NOINLINE int twice(int a)", "./subprograms.c"));
        File.ReadAllLines(Hornet.Tests.TestFiles.InRepository("tests", "fixtures", "subprograms.c"))[line.Line - 1].ShouldBe(line.Text);
    }

    [Fact]
    public void Objects_without_btf_have_no_lines_and_no_types()
    {
        BpfObject obj = Fixture.Load("clang-plain/subprograms");
        obj.Btf.ShouldBeNull();
        obj.Programs.ShouldAllBe(program => program.Lines.IsEmpty && program.Functions.All(function => function.TypeId == 0));
        Fixture.Load("clang-dwarf/subprograms").Programs.Select(program => program.Name).ShouldBe(obj.Programs.Select(program => program.Name));
    }

    [Fact]
    public void Big_and_little_endian_objects_hold_the_same_instructions()
    {
        BpfObject little = Fixture.Load("clang-v3/subprograms");
        BpfObject big = Fixture.Load("clang-be/subprograms");
        big.IsBigEndian.ShouldBeTrue();
        little.IsBigEndian.ShouldBeFalse();
        foreach ((ProgramSpec left, ProgramSpec right) in little.Programs.Zip(big.Programs))
            right.Instructions.ShouldBe(left.Instructions);
    }

    [Theory]
    [InlineData("clang-v1", false)]
    [InlineData("clang-v3", false)]
    [InlineData("clang-v4", true)]
    public void Version_4_instructions_are_kept_as_they_are(string variant, bool signedDivision)
    {
        ProgramSpec program = Fixture.Load(variant + "/cpu_versions").Program("arithmetic");
        program.Instructions.Any(instruction => instruction is { Opcode: 0x3f, Offset: 1 }).ShouldBe(signedDivision);
    }

    private static IEnumerable<string> Names(BpfObject obj, string program) => obj.Program(program).Functions.Select(function => function.Name);
}
