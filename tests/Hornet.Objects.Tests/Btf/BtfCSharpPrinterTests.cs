// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Objects.Tests.Generated;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

/// <summary>
/// The C# printed for a sample of every difficulty is a file of this project, so that the compiler checks it.
/// <c>HORNET_UPDATE_BASELINES=1</c> writes it anew.
/// </summary>
public sealed partial class BtfCSharpPrinterTests
{
    [Fact]
    public void The_sample_prints_as_the_file_that_is_compiled_here()
    {
        using var text = new StringWriter();
        BtfCSharpPrinter.WriteFile(Sample(), text, namespaceName: "Hornet.Objects.Tests.Generated");
        string path = TestFiles.InRepository("tests", "Hornet.Objects.Tests", "Btf", "Generated", "Sample.g.cs");
        if (Environment.GetEnvironmentVariable("HORNET_UPDATE_BASELINES") == "1")
            File.WriteAllText(path, text.ToString());
        text.ToString().ShouldBe(File.ReadAllText(path));
    }

    [Fact]
    public void Bytes_read_as_the_printed_types_have_the_values_that_were_written_by_name()
    {
        Btf btf = Sample();
        uint id = btf.FindByName("sample", BtfKind.Struct)!.Id;
        byte[] bytes = new BtfValueFormatter(btf).Parse(id, """
            {"name": "abc", "state": "event", "low": 5, "sign": -3, "flag": true, "signed_whole": -2, "points": [{"x": 1}, {"y": 7}],
             "pointer": "0x1234", "inner": {"q": 9}, "object": {"value": 4}, "wide": 1152921504606846977, "sample": -8}
            """);
        Unsafe.SizeOf<sample>().ShouldBe(bytes.Length);

        sample value = MemoryMarshal.Read<sample>(bytes);
        value.name[1].ShouldBe((byte)'b');
        value.state.ShouldBe(state.@event);
        (value.low, value.sign, value.flag).ShouldBe((5u, -3, true));
        value.whole.ShouldBe(0xffff_fffe);
        (value.points[0].x, value.points[1].y, value.pointer).ShouldBe((1, 7, 0x1234ul));
        (value.inner.q, value.@object.value, value.wide, value.sample___2).ShouldBe((9, 4, 1152921504606846977ul, -8));

        value.low = 2;
        value.sign = 6;
        value.flag = false;
        MemoryMarshal.Write(bytes, value);
        new BtfValueFormatter(btf).Format(id, bytes).ShouldContain("low: 2, sign: 6, flag: false, whole: 4294967294");
    }

    private static Btf Sample()
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("int", 4, BtfIntEncoding.Signed);
        uint unsigned = builder.AddInt("unsigned int", 4);
        uint letter = builder.AddInt("char", 1, BtfIntEncoding.Signed);
        uint boolean = builder.AddInt("_Bool", 1, BtfIntEncoding.Bool);
        uint large = builder.AddInt("unsigned long", 8);
        uint point = builder.AddStruct("point", 8, new BtfMember("x", number, 0, 0), new BtfMember("y", number, 32, 0));
        uint state = builder.AddEnum("state", 4, true, new BtfEnumValue("OFF", -1), new BtfEnumValue("event", 1));
        uint counter = builder.AddTypedef("counter_t", builder.AddStruct("", 4, new BtfMember("value", number, 0, 0)));
        uint either = builder.AddUnion("", 4, new BtfMember("whole", unsigned, 0, 0), new BtfMember("signed_whole", number, 0, 0));
        uint inner = builder.AddStruct("", 4, new BtfMember("q", number, 0, 0));
        uint points = builder.AddArray(point, number, 2);
        uint matrix = builder.AddArray(builder.AddArray(letter, number, 3), number, 2);
        builder.AddStruct(
            "sample",
            80,
            new BtfMember("name", builder.AddArray(letter, number, 8), 0, 0),
            new BtfMember("state", state, 64, 0),
            new BtfMember("low", unsigned, 96, 3),
            new BtfMember("sign", number, 99, 4),
            new BtfMember("flag", boolean, 103, 1),
            new BtfMember("", either, 128, 0),
            new BtfMember("points", points, 160, 0),
            new BtfMember("pointer", builder.AddPointer(builder.AddModifier(BtfKind.Const, point)), 320, 0),
            new BtfMember("matrix", matrix, 384, 0),
            new BtfMember("inner", inner, 448, 0),
            new BtfMember("object", counter, 480, 0),
            new BtfMember("wide", large, 512, 61),
            new BtfMember("sample", number, 576, 0),
            new BtfMember("rest", builder.AddArray(unsigned, number, 0), 640, 0));
        builder.AddUnion("sample", 4, new BtfMember("number", number, 0, 0));
        return builder.Build();
    }
}
