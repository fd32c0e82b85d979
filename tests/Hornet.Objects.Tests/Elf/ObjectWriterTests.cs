// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Hornet.Bytecode;
using Hornet.Tests;

namespace Hornet.Objects.Tests.Elf;

public sealed partial class ObjectWriterTests
{
    public static TheoryData<string> Objects => [.. Fixture.All];

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_written_and_read_again_is_the_same(string name)
    {
        BpfObject read = Fixture.Load(name);
        BpfObject again = BpfObject.Parse(read.ToElf(), read.Name);
        ObjectText.Print(again).ShouldBe(ObjectText.Print(read));
    }

    [ToolTheory("llvm-objdump-19", "llvm-readelf-19")]
    [InlineData("clang-v4/subprograms")]
    [InlineData("clang-v3/callbacks")]
    [InlineData("clang-v3/map_in_map")]
    [InlineData("clang-v3/ksyms")]
    [InlineData("clang-v3/struct_ops")]
    [InlineData("clang-be/data_pointers")]
    [InlineData("gcc/global_data")]
    [InlineData("clang-plain/labels")]
    public void Llvm_reads_what_is_written_without_a_warning(string name) =>
        WithFile(Fixture.Load(name), file =>
        {
            foreach ((string tool, string option) in new[] { ("llvm-objdump-19", "-dr"), ("llvm-readelf-19", "-a") })
            {
                (int status, string output) = Tool.Run(tool, option, file);
                status.ShouldBe(0, output);
                output.ShouldNotContain("warning:");
            }
        });

    [ToolFact("llvm-objdump-19")]
    public void Llvm_disassembles_a_program_section_as_before() =>
        WithFile(Fixture.Load("clang-v4/cpu_versions"), file =>
        {
            string expected = Listing(Fixture.PathOf("clang-v4/cpu_versions"));
            Listing(file).ShouldBe(expected);
            expected.ShouldContain("exit");
        });

    [Fact]
    public void An_object_made_by_hand_is_written_with_its_maps_defined_by_btf()
    {
        var obj = new BpfObject
        {
            Name = "handmade",
            License = "GPL",
            KernelVersion = 0x60c00,
            Maps =
            [
                new MapSpec { Name = "counts", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 100, Flags = 1, Pinning = PinMode.ByName },
                new MapSpec { Name = "filter", Type = MapType.BloomFilter, ValueSize = 8, MaxEntries = 10, Extra = 5 },
                new MapSpec
                {
                    Name = "outer", Type = MapType.ArrayOfMaps, KeySize = 4, ValueSize = 4, MaxEntries = 3,
                    InnerMap = new MapSpec { Name = "outer.inner", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 100, Flags = 1 },
                    InitialValues = [new MapInitialValue([2, 0, 0, 0], MapInitialValueKind.Map, [], "counts")],
                },
                new MapSpec
                {
                    Name = "jumps", Type = MapType.ProgramArray, KeySize = 4, ValueSize = 4, MaxEntries = 2,
                    InitialValues = [new MapInitialValue([1, 0, 0, 0], MapInitialValueKind.Program, [], "count")],
                },
                new MapSpec { Name = "area", Type = MapType.Arena, MaxEntries = 4, Flags = 0x400, Extra = 1ul << 40 },
            ],
            Programs =
            [
                new ProgramSpec
                {
                    Name = "count", Type = ProgramType.Xdp, AttachType = AttachType.Xdp, SectionName = "xdp", IsAttachTypeOptional = true,
                    Instructions =
                    [
                        new Instruction(0x18, Register.R1, Register.R1), default,
                        new Instruction(0x85, Register.R0, Register.R1, 0, 1),
                        new Instruction(0x95),
                        new Instruction(0xb7, Register.R0, Register.R0, 0, 2),
                        new Instruction(0x95),
                    ],
                    References = [new SymbolReference(0, SymbolReferenceKind.Map, "counts")],
                    Lines = [new LineInfo(0, "hand.s", 3, 1, "r1 = counts ll")],
                },
            ],
        };
        BpfObject read = BpfObject.Parse(obj.ToElf(), obj.Name);
        // Functions that are only called become functions with names; all else is as it was.
        BpfObject expected = obj with
        {
            Programs = [obj.Programs[0] with { Functions = [new FunctionInfo(0, "count", 0, true), new FunctionInfo(4, "count_4")] }],
        };
        ObjectText.Print(read).ShouldBe(ObjectText.Print(expected));
    }

    [Fact]
    public void An_exception_callback_belongs_to_its_program_though_nothing_calls_it()
    {
        var types = new BtfBuilder();
        uint number = types.AddInt("int", 4, BtfIntEncoding.Signed);
        uint prototype = types.AddFunctionPrototype(number, new BtfParameter("cookie", number));
        uint main = types.AddFunction("main", prototype), callback = types.AddFunction("handle", prototype);
        types.Add(new BtfDeclarationTag(0, "exception_callback:handle", main, -1));
        var obj = new BpfObject
        {
            Name = "thrower",
            License = "GPL",
            Btf = types.Build(),
            Programs =
            [
                new ProgramSpec
                {
                    Name = "main", Type = ProgramType.SchedulerClassifier, SectionName = "tc",
                    Instructions = [new Instruction(0xb7), new Instruction(0x95), new Instruction(0xb7, immediate: 5), new Instruction(0x95)],
                    Functions = [new FunctionInfo(0, "main", main, true), new FunctionInfo(2, "handle", callback, true)],
                },
            ],
        };
        ProgramSpec read = BpfObject.Parse(obj.ToElf(), obj.Name).Programs.ShouldHaveSingleItem();
        read.Functions.Select(function => (function.Instruction, function.Name)).ShouldBe([(0, "main"), (2, "handle")]);
        read.Instructions.ShouldBe(obj.Programs[0].Instructions);
    }

    [Fact]
    public void A_changed_map_gets_a_new_definition()
    {
        BpfObject obj = Fixture.Load("clang-v3/btf_maps");
        BpfObject changed = obj with { Maps = [.. obj.Maps.Select(map => map.Name == "hash" ? map with { MaxEntries = 7 } : map)] };
        BpfObject read = BpfObject.Parse(changed.ToElf());
        ObjectText.Print(read).ShouldBe(ObjectText.Print(changed));
        read.Map("hash").MaxEntries.ShouldBe(7u);
    }

    [Fact]
    public void A_program_without_a_section_name_gets_that_of_its_type()
    {
        static string Section(ProgramSpec program) => BpfObject.Parse(new BpfObject { Programs = [program] }.ToElf()).Programs[0].SectionName;
        var frame = new ProgramSpec { Name = "p", Type = ProgramType.Unspec, Instructions = [new Instruction(0x95)] };
        Section(frame).ShouldBe(".text");
        Section(frame with { Type = ProgramType.SocketFilter }).ShouldBe("socket");
        Section(frame with { Type = ProgramType.Xdp, AttachType = AttachType.XdpDeviceMap, IsXdpFragments = true }).ShouldBe("xdp.frags/devmap");
        Section(frame with { Type = ProgramType.SchedulerClassifier }).ShouldBe("tc");
        Section(frame with { Type = ProgramType.Tracepoint, AttachTarget = "sched/sched_switch" }).ShouldBe("tracepoint/sched/sched_switch");
    }

    [Fact]
    public void What_no_file_can_hold_is_refused_with_the_reason()
    {
        var program = new ProgramSpec
        {
            Name = "p", Type = ProgramType.Xdp, Instructions = [new Instruction(0x18, Register.R1), default, new Instruction(0x95)],
            References = [new SymbolReference(0, SymbolReferenceKind.Map, "missing")],
        };
        Should.Throw<BpfException>(() => new BpfObject { Programs = [program] }.ToElf()).Message.ShouldContain("there is no map 'missing'");
        Should.Throw<BpfException>(() => new BpfObject { Programs = [program with { References = [] }, program with { References = [] }] }.ToElf())
            .Message.ShouldContain("two programs named 'p'");
        Should.Throw<BpfException>(() => new BpfObject { Programs = [program with { References = [new SymbolReference(2, SymbolReferenceKind.KernelFunction, "f")] }] }.ToElf())
            .Message.ShouldContain("is no call");
        Should.Throw<BpfException>(() => new BpfObject { Programs = [program with { References = [new SymbolReference(3, SymbolReferenceKind.Map, "m")] }] }.ToElf())
            .Message.ShouldContain("instruction 3, which it has not");
        var map = new MapSpec { Name = "m", Type = MapType.Array, KeySize = 4, ValueSize = 1, MaxEntries = 1, InitialValues = [new([0, 0, 0, 0], MapInitialValueKind.Bytes, [1])] };
        Should.Throw<BpfException>(() => new BpfObject { Maps = [map] }.ToElf()).Message.ShouldContain("initial values of map 'm'");
    }

    private static void WithFile(BpfObject obj, Action<string> use)
    {
        string file = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.o");
        try
        {
            obj.Save(file);
            use(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The disassembly of program sections, without file names.</summary>
    private static string Listing(string file)
    {
        string output = Tool.Run("llvm-objdump-19", "-d", "--no-show-raw-insn", "--section=socket", file).Output;
        return FirstLine().Replace(output, "");
    }

    [GeneratedRegex(@"^.*file format.*$", RegexOptions.Multiline)]
    private static partial Regex FirstLine();
}
