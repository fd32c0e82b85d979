// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Objects.Tests.Elf;

/// <summary>Sections of variables, and externs.</summary>
public sealed class DataTests
{
    public static TheoryData<string> GlobalData => Fixture.Of("global_data");

    public static TheoryData<string> DataPointers => Fixture.Of("data_pointers");

    public static TheoryData<string> CustomSections => Fixture.Of("custom_sections");

    public static TheoryData<string> Kconfig => Fixture.Of("kconfig");

    public static TheoryData<string> Ksyms => Fixture.Of("ksyms");

    [Theory]
    [MemberData(nameof(GlobalData))]
    public void Variables_hold_what_the_source_says(string name)
    {
        BpfObject obj = Fixture.Load(name);
        Number(obj, "written", 4).ShouldBe(42);
        Number(obj, "local", 8).ShouldBe(7);
        Number(obj, "limit", 4).ShouldBe(1000);
        Number(obj, "apart", 8).ShouldBe(0x1122334455667788);
        Bytes(obj, "origin")[8..14].ShouldBe("origin"u8.ToArray());
        Bytes(obj, "squares").Length.ShouldBe(32);
        Variable(obj, "zero").MapName.ShouldBe(".bss");
        Variable(obj, "buffer").Size.ShouldBe(100);
        Variable(obj, "apart").MapName.ShouldBe(".data.apart");
        Variable(obj, "constants").ShouldSatisfyAllConditions(
            variable => variable.MapName.ShouldBe(".rodata.constants"), variable => variable.IsReadOnly.ShouldBeTrue(), variable => variable.Size.ShouldBe(6));
        // Two functions have a static variable 'calls'; compilers tell them apart each in its way.
        obj.Maps.SelectMany(map => map.Variables).Count(variable => variable.Name.Contains("calls", StringComparison.Ordinal) && variable.Size == 4).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(GlobalData))]
    public void Data_sections_are_arrays_of_one_value(string name)
    {
        BpfObject obj = Fixture.Load(name);
        foreach (MapSpec map in obj.Maps)
        {
            (map.Type, map.KeySize, map.MaxEntries).ShouldBe((MapType.Array, 4u, 1u));
            map.IsReadOnlyData.ShouldBe(map.Name.StartsWith(".rodata", StringComparison.Ordinal));
            ((map.Flags & 0x80) != 0).ShouldBe(map.IsReadOnlyData);
            map.Variables.Select(variable => variable.Offset).ShouldBeInOrder();
            if (map.Name == ".bss")
                map.InitialValues.ShouldBeEmpty();
            else
                map.InitialValues.ShouldHaveSingleItem().Value.Length.ShouldBe((int)map.ValueSize);
        }
    }

    [Theory]
    [InlineData("clang-v2")]
    [InlineData("clang-be")]
    [InlineData("gcc")]
    public void Types_of_data_sections_are_completed(string variant)
    {
        BpfObject obj = Fixture.Load(variant + "/global_data");
        foreach (MapSpec map in obj.Maps.Where(map => map.ValueTypeId != 0))
        {
            var section = (BtfDataSection)obj.Btf![map.ValueTypeId];
            (section.Name, section.Size).ShouldBe((map.Name, map.ValueSize));
            foreach (BtfSectionVariable place in section.Variables)
            {
                string variable = obj.Btf.NameOf(place.TypeId);
                if (map.Variables.Any(other => other.Name == variable))
                    map.Variables.ShouldContain(other => other.Name == variable && other.Offset == place.Offset && other.Size == place.Size);
            }
        }

        Variable(obj, "origin").TypeId.ShouldNotBe(0u);
        obj.Btf!.NameOf(Variable(obj, "origin").TypeId).ShouldBe("point");
    }

    [Theory]
    [MemberData(nameof(DataPointers))]
    public void Pointers_in_data_say_what_they_point_to(string name)
    {
        BpfObject obj = Fixture.Load(name);
        (DataReferenceKind Kind, string Name, long Addend) To(string variable, int element = 0)
        {
            VariableSpec from = Variable(obj, variable);
            DataReference reference = obj.Map(from.MapName).DataReferences.Single(reference => reference.Offset == from.Offset + (8 * element));
            reference.Size.ShouldBe(8);
            return (reference.Kind, reference.Name, reference.Addend);
        }

        To("to_first").ShouldBe((DataReferenceKind.MapValue, ".data", Variable(obj, "first").Offset));
        To("to_second").ShouldBe((DataReferenceKind.MapValue, ".data", Variable(obj, "second").Offset));
        To("to_zero").ShouldBe((DataReferenceKind.MapValue, ".bss", Variable(obj, "zero").Offset));
        To("into_numbers").ShouldBe((DataReferenceKind.MapValue, ".data", Variable(obj, "numbers").Offset + 20));
        To("to_map").ShouldBe((DataReferenceKind.Map, "map", 0));
        To("to_callee").ShouldBe((DataReferenceKind.Function, "callee", 0));
        To("names", 1).ShouldBe((DataReferenceKind.MapValue, ".rodata.str1.1", 6));
    }

    [Theory]
    [MemberData(nameof(CustomSections))]
    public void Sections_named_by_the_programmer_are_maps_too(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Maps.Select(map => map.Name).ShouldBe([".data.tuned", ".data.private", ".bss.cleared", ".rodata.text"], ignoreOrder: true);
        Number(obj, "tuned", 4).ShouldBe(5);
        // Only sections with a variable that others may see can be mapped into user space.
        if (obj.Btf is not null && name.StartsWith("clang", StringComparison.Ordinal))
            obj.Maps.Where(map => (map.Flags & 0x400) == 0).Select(map => map.Name).ShouldBe([".data.private"]);
    }

    [Theory]
    [MemberData(nameof(Kconfig))]
    public void Configuration_values_are_variables_of_a_map(string name)
    {
        BpfObject obj = Fixture.Load(name);
        (string Name, int Offset, int Size, bool IsWeak)[] expected =
        [
            ("CONFIG_HZ", 0, 8, false),
            ("CONFIG_MISSING_MODULE", 8, 4, true),
            ("LINUX_KERNEL_VERSION", 12, 4, false),
            ("CONFIG_MISSING_NUMBER", 16, 2, true),
            ("CONFIG_BPF_SYSCALL", 18, 1, true),
            ("CONFIG_DEFAULT_HOSTNAME", 19, 20, true),
        ];
        obj.Externs.Select(value => (value.Name, value.Offset, value.Size, value.IsWeak)).ShouldBe(expected);
        obj.Externs.ShouldAllBe(value => value.Kind == ExternKind.Configuration && value.TypeId != 0);
        MapSpec map = obj.Map(".kconfig");
        map.ValueSize.ShouldBe(39u);
        map.IsReadOnlyData.ShouldBeTrue();
        map.Variables.Select(variable => (variable.Name, variable.Offset)).ShouldBe(expected.Select(value => (value.Name, value.Offset)));
        ((BtfDataSection)obj.Btf![map.ValueTypeId]).Variables.Select(place => ((int)place.Offset, (int)place.Size))
            .ShouldBe(expected.Select(value => (value.Offset, value.Size)));
        obj.Program("reads").References.ShouldContain(reference => reference.Name == ".kconfig" && reference.Addend == 12);
    }

    [Theory]
    [MemberData(nameof(Ksyms))]
    public void Kernel_symbols_are_externs_by_kind(string name)
    {
        BpfObject obj = Fixture.Load(name);
        obj.Externs.Select(value => (value.Name, value.Kind, value.TypeId != 0, value.IsWeak)).ShouldBe(
        [
            ("bpf_prog_active", ExternKind.KernelVariable, true, false),
            ("bpf_prog_put", ExternKind.KernelVariable, false, false),
            ("bpf_task_acquire", ExternKind.KernelFunction, true, false),
            ("bpf_task_release", ExternKind.KernelFunction, true, false),
            ("no_such_function", ExternKind.KernelFunction, true, true),
            ("no_such_variable", ExternKind.KernelVariable, false, true),
        ]);
        ProgramSpec program = obj.Program("uses");
        program.References.Count(reference => reference.Kind == SymbolReferenceKind.KernelFunction).ShouldBe(3);
        program.References.ShouldContain(reference => reference.Kind == SymbolReferenceKind.KernelSymbol && reference.Name == "no_such_function" && reference.IsWeak);
    }

    private static VariableSpec Variable(BpfObject obj, string name) => obj.Maps.SelectMany(map => map.Variables).Single(variable => variable.Name == name);

    private static byte[] Bytes(BpfObject obj, string name)
    {
        VariableSpec variable = Variable(obj, name);
        return obj.Map(variable.MapName).InitialValues[0].Value.AsSpan().Slice(variable.Offset, variable.Size).ToArray();
    }

    private static long Number(BpfObject obj, string name, int size)
    {
        byte[] bytes = Bytes(obj, name);
        bytes.Length.ShouldBe(size);
        return (size, obj.IsBigEndian) switch
        {
            (4, false) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            (4, true) => BinaryPrimitives.ReadInt32BigEndian(bytes),
            (_, false) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64BigEndian(bytes),
        };
    }
}
