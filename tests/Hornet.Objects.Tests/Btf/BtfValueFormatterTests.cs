// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Hornet.Objects.Tests;

public sealed class BtfValueFormatterTests
{
    private const string Sample = """{"pid": -7, "comm": "bash", "state": "RUNNING", "ports": [80, 443], "flags": {"low": 5, "sign": -2}, "inner": 9, "ok": true, "where": "0xffff888000000000", "big": 18446744073709551615, "ratio": 0.5}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_structure_written_from_json_reads_back_as_the_same_json(bool bigEndian)
    {
        (Btf btf, uint id) = SampleType(bigEndian);
        var formatter = new BtfValueFormatter(btf);
        byte[] bytes = formatter.Parse(id, Sample);
        Json(formatter, id, bytes).ShouldBe(Sample.Replace(": ", ":", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal));
        formatter.Format(id, bytes).ShouldBe("""{pid: -7, comm: "bash", state: RUNNING, ports: [80, 443], flags: {low: 5, sign: -2}, inner: 9, ok: true, where: 0xffff888000000000, big: 18446744073709551615, ratio: 0.5}""");
    }

    [Fact]
    public void Bit_fields_lie_where_the_compiler_puts_them()
    {
        (Btf little, uint id) = SampleType(false);
        byte[] bytes = new BtfValueFormatter(little).Parse(id, """{"flags": {"low": 5, "sign": -2}}""");
        bytes[28..32].ShouldBe([(0b1110 << 3) | 5, 0, 0, 0]);
        (Btf big, id) = SampleType(true);
        bytes = new BtfValueFormatter(big).Parse(id, """{"flags": {"low": 5, "sign": -2}}""");
        bytes[28..32].ShouldBe([(5 << 5) | (0b1110 << 1), 0, 0, 0]);
    }

    [Theory]
    [InlineData("unsigned int", "4294967295", "ffffffff")]
    [InlineData("unsigned int", "0x10", "10000000")]
    [InlineData("unsigned int", "0b101", "05000000")]
    [InlineData("int", "-1", "ffffffff")]
    [InlineData("int", "-0x80000000", "00000080")]
    [InlineData("int", "'A'", "41000000")]
    [InlineData("_Bool", "true", "01")]
    [InlineData("state", "STOPPED", "ffffffff")]
    [InlineData("state", "7", "07000000")]
    [InlineData("unsigned __int128", "0xffffffffffffffffffffffffffffffff", "ffffffffffffffffffffffffffffffff")]
    public void A_scalar_is_read_from_text(string typeName, string text, string bytes)
    {
        (Btf btf, _) = SampleType(false);
        Convert.ToHexStringLower(new BtfValueFormatter(btf).Parse(btf.FindByName(typeName)!.Id, text)).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("unsigned int", "4294967296", "outside the range")]
    [InlineData("unsigned int", "-1", "outside the range")]
    [InlineData("int", "2147483648", "outside the range")]
    [InlineData("int", "", "not a whole number")]
    [InlineData("int", "0x", "not a whole number")]
    [InlineData("int", "1x", "not a whole number")]
    [InlineData("_Bool", "2", "neither true nor false")]
    [InlineData("state", "SLEEPING", "no enumerator 'SLEEPING'; it has STOPPED, RUNNING")]
    [InlineData("sample", "{\"nothing\": 1}", "no member 'nothing'")]
    [InlineData("sample", "{\"flags\": {\"low\": 8}}", "in 3 bits")]
    [InlineData("sample", "{\"ports\": [1, 2, 3]}", "3 elements do not fit")]
    [InlineData("sample", "{\"comm\": \"sixteen letters.\"}", "do not fit into 16")]
    [InlineData("sample", "17", "JSON object")]
    [InlineData("sample", "{", "not JSON")]
    public void A_value_that_does_not_fit_says_why(string typeName, string text, string reason)
    {
        (Btf btf, _) = SampleType(false);
        uint id = btf.FindByName(typeName)!.Id;
        Should.Throw<BtfValueException>(() => new BtfValueFormatter(btf).Parse(id, text)).Message.ShouldContain(reason);
    }

    [Fact]
    public void The_part_at_fault_is_named()
    {
        (Btf btf, uint id) = SampleType(false);
        Should.Throw<BtfValueException>(() => new BtfValueFormatter(btf).Parse(id, """{"ports": [1, 65536]}""")).Path.ShouldBe(".ports[1]");
    }

    [Fact]
    public void What_the_text_leaves_out_keeps_its_bytes()
    {
        (Btf btf, uint id) = SampleType(false);
        var formatter = new BtfValueFormatter(btf);
        byte[] bytes = formatter.Parse(id, Sample);
        formatter.Parse(id, """{"inner": 10}""", bytes);
        string json = Json(formatter, id, bytes);
        json.ShouldContain("\"pid\":-7");
        json.ShouldContain("\"inner\":10");
    }

    [Fact]
    public void Characters_that_are_no_text_are_numbers()
    {
        var builder = new BtfBuilder();
        uint letter = builder.AddInt("char", 1, BtfIntEncoding.Signed);
        uint array = builder.AddArray(letter, letter, 3);
        var formatter = new BtfValueFormatter(builder.Build());
        Json(formatter, array, [0xff, 1, 2]).ShouldBe("[-1,1,2]");
        Json(formatter, array, [(byte)'a', 0, 2]).ShouldBe("\"a\"");
        formatter.Parse(array, "[1, 2]").ShouldBe([1, 2, 0]);
    }

    [Fact]
    public void A_flexible_array_takes_the_bytes_that_are_left()
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("unsigned short", 2);
        uint array = builder.AddArray(number, number, 0);
        uint type = builder.AddStruct("flexible", 2, new BtfMember("count", number, 0, 0), new BtfMember("items", array, 16, 0));
        new BtfValueFormatter(builder.Build()).Format(type, [3, 0, 1, 0, 2, 0, 3, 0]).ShouldBe("{count: 3, items: [1, 2, 3]}");
    }

    [Fact]
    public void A_structure_that_contains_itself_is_an_error()
    {
        var builder = new BtfBuilder();
        builder.AddStruct("loop", 1, new BtfMember("a", 1, 0, 0), new BtfMember("b", 1, 0, 0), new BtfMember("", 1, 0, 0));
        Should.Throw<ObjectFormatException>(() => new BtfValueFormatter(builder.Build()).Format(1, [0]));
        Should.Throw<ObjectFormatException>(() => new BtfValueFormatter(builder.Build()).Parse(1, """{"c": 1}"""));
    }

    private static string Json(BtfValueFormatter formatter, uint id, byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            formatter.WriteJson(writer, id, bytes);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (Btf Btf, uint Id) SampleType(bool bigEndian)
    {
        var builder = new BtfBuilder(bigEndian: bigEndian);
        uint number = builder.AddInt("int", 4, BtfIntEncoding.Signed);
        uint unsigned = builder.AddInt("unsigned int", 4);
        uint letter = builder.AddInt("char", 1, BtfIntEncoding.Signed);
        uint port = builder.AddInt("unsigned short", 2);
        uint boolean = builder.AddInt("_Bool", 1, BtfIntEncoding.Bool);
        uint large = builder.AddInt("unsigned long", 8);
        builder.AddInt("unsigned __int128", 16);
        uint comm = builder.AddArray(letter, unsigned, 16);
        uint ports = builder.AddArray(builder.AddTypedef("port_t", port), unsigned, 2);
        uint state = builder.AddEnum("state", 4, true, new BtfEnumValue("STOPPED", -1), new BtfEnumValue("RUNNING", 2));
        uint flags = builder.AddStruct("", 4, new BtfMember("low", unsigned, 0, 3), new BtfMember("sign", number, 3, 4));
        uint anonymous = builder.AddUnion("", 4, new BtfMember("inner", unsigned, 0, 0));
        uint pointer = builder.AddPointer(0);
        uint ratio = builder.AddFloat("double", 8);
        uint sample = builder.AddStruct(
            "sample",
            72,
            new BtfMember("pid", number, 0, 0),
            new BtfMember("comm", builder.AddModifier(BtfKind.Const, comm), 32, 0),
            new BtfMember("state", state, 160, 0),
            new BtfMember("ports", ports, 192, 0),
            new BtfMember("flags", flags, 224, 0),
            new BtfMember("", anonymous, 256, 0),
            new BtfMember("ok", boolean, 288, 0),
            new BtfMember("where", pointer, 320, 0),
            new BtfMember("big", large, 384, 0),
            new BtfMember("ratio", ratio, 448, 0));
        return (builder.Build(), sample);
    }
}
