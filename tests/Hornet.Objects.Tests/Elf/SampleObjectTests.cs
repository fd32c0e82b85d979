// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Objects.Tests.Elf;

/// <summary>The object of the first sample, as users meet it.</summary>
public sealed class SampleObjectTests
{
    private readonly BpfObject _sample = BpfObject.Load(TestFiles.InRepository("samples", "count_protocols.o"));

    [Fact]
    public void The_object_is_named_by_its_file_up_to_the_first_dot() => _sample.Name.ShouldBe("count_protocols");

    [Fact]
    public void The_program_has_the_type_and_hook_its_section_tells()
    {
        ProgramSpec program = _sample.Programs.ShouldHaveSingleItem();
        program.Name.ShouldBe("count_protocols");
        program.SectionName.ShouldBe("xdp");
        program.Type.ShouldBe(ProgramType.Xdp);
        program.AttachType.ShouldBe(AttachType.Xdp);
        program.AutoLoad.ShouldBeTrue();
        _sample.License.ShouldBe("Dual MIT/GPL");
    }

    [Fact]
    public void The_map_has_types_for_keys_and_values()
    {
        MapSpec map = _sample.Maps.Single(map => map.Name == "protocols");
        map.Type.ShouldBe(MapType.Hash);
        (map.KeySize, map.ValueSize, map.MaxEntries).ShouldBe((4u, 16u, 256u));
        _sample.Btf!.NameOf(map.KeyTypeId).ShouldBe("protocol");
        _sample.Btf.NameOf(map.ValueTypeId).ShouldBe("traffic");
    }

    [Fact]
    public void Global_variables_have_places_and_types()
    {
        VariableSpec port = _sample.Maps.Single(map => map.Name == ".rodata").Variables.ShouldHaveSingleItem();
        (port.Name, port.Offset, port.Size, port.IsReadOnly).ShouldBe(("drop_port", 0, 2, true));
        _sample.Maps.Single(map => map.Name == ".bss").Variables.Select(variable => (variable.Name, variable.Offset, variable.Size))
            .ShouldBe([("packets_seen", 0, 8), ("packets_dropped", 8, 8)]);
    }

    [Fact]
    public void Lines_name_the_source_and_start_at_the_first_instruction()
    {
        ProgramSpec program = _sample.Programs[0];
        program.Lines[0].Instruction.ShouldBe(0);
        program.Lines[0].File.ShouldEndWith("count_protocols.bpf.c");
        program.Lines[0].Text.ShouldContain("void *end = (void *)(long)ctx->data_end;");
        program.Lines[0].Line.ShouldBe(File.ReadAllLines(TestFiles.InRepository("samples", "count_protocols.bpf.c")).IndexOf(program.Lines[0].Text) + 1);
        program.Lines.Select(line => line.Instruction).ShouldBeInOrder();
    }
}
