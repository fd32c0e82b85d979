// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

public sealed partial class BtfPrinterTests
{
    private const string KernelBtf = "/sys/kernel/btf/vmlinux";

    public static TheoryData<string> Objects =>
    [
        "samples/count_protocols.o",
        "tests/fixtures/objects/clang-v3/btf_maps.o",
        "tests/fixtures/objects/clang-v3/map_in_map.o",
        "tests/fixtures/objects/clang-v3/global_data.o",
        "tests/fixtures/objects/clang-v3/core_fields.o",
        "tests/fixtures/objects/clang-v3/core_types.o",
        "tests/fixtures/objects/clang-v3/struct_ops.o",
        "tests/fixtures/objects/gcc/callbacks.o",
    ];

    [ToolTheory("bpftool")]
    [MemberData(nameof(Objects))]
    public void An_objects_types_print_as_bpftool_prints_them(string path)
    {
        path = TestFiles.InRepository(path.Split('/'));
        Btf btf = Btf.Load(path);
        Raw(btf).ShouldBe(Run("bpftool", "btf", "dump", "file", path, "format", "raw"));
        Json(btf).ShouldBe(Run("bpftool", "-j", "btf", "dump", "file", path).TrimEnd());
        C(btf).ShouldBe(Run("bpftool", "btf", "dump", "file", path, "format", "c"));
    }

    [KernelFact]
    public void The_kernels_types_print_as_bpftool_prints_them()
    {
        Btf btf = Btf.LoadKernel();
        FirstDifference(Raw(btf), Run("bpftool", "btf", "dump", "file", KernelBtf, "format", "raw")).ShouldBeNull();

        // bpftool 7.1 leaves one-byte enumerations without the attribute that makes them so; later versions have it.
        string c = C(btf).Replace(" __attribute__((mode(byte)))", "", StringComparison.Ordinal);
        FirstDifference(c, Run("bpftool", "btf", "dump", "file", KernelBtf, "format", "c")).ShouldBeNull();

        // bpftool 7.1 extends the sign of unsigned enumerators above 2^31, in JSON alone.
        FirstDifference(CutSign(Json(btf)), CutSign(Run("bpftool", "-j", "btf", "dump", "file", KernelBtf)).TrimEnd()).ShouldBeNull();
    }

    [KernelFact]
    public void The_kernels_types_printed_as_c_compile_to_the_same_sizes()
    {
        Btf btf = Btf.LoadKernel();
        string path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():n}.c");
        try
        {
            File.WriteAllText(path, C(btf) + string.Concat(SizeAssertions(btf)));
            Run("clang-19", "-target", "x86_64-linux-gnu", "-DBPF_NO_PRESERVE_ACCESS_INDEX", "-fsyntax-only", "-Wno-everything", path).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Types_are_printed_in_the_order_they_depend_on_each_other()
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("int", 4, BtfIntEncoding.Signed);
        uint a = builder.AddStruct("a", 16, new BtfMember("b", 4, 0, 0), new BtfMember("self", 3, 64, 0));
        builder.AddPointer(a);
        uint b = builder.AddStruct("b", 8, new BtfMember("back", 3, 0, 0));
        builder.AddStruct("a", 4, new BtfMember("other", number, 0, 0));
        b.ShouldBe(4u);
        using var text = new StringWriter();
        var printer = new BtfCPrinter(builder.Build(), text);
        printer.Print(a);
        printer.Print(5);
        printer.Print(a);
        text.ToString().ShouldBe("struct a;\n\nstruct b {\n\tstruct a *back;\n};\n\nstruct a {\n\tstruct b b;\n\tstruct a *self;\n};\n\nstruct a___2 {\n\tint other;\n};\n\n");
    }

    [Fact]
    public void Holes_packing_and_bit_fields_keep_the_layout()
    {
        var builder = new BtfBuilder();
        uint unsigned = builder.AddInt("unsigned int", 4);
        uint letter = builder.AddInt("char", 1);
        uint holes = builder.AddStruct("holes", 24, new BtfMember("a", letter, 0, 0), new BtfMember("b", unsigned, 96, 0), new BtfMember("c", unsigned, 128, 3), new BtfMember("d", unsigned, 140, 4));
        uint packed = builder.AddStruct("tight", 5, new BtfMember("a", letter, 0, 0), new BtfMember("b", unsigned, 8, 0));
        using var text = new StringWriter();
        var printer = new BtfCPrinter(builder.Build(), text);
        printer.Print(holes);
        printer.Print(packed);
        text.ToString().ShouldBe(
            "struct holes {\n\tchar a;\n\tlong: 0;\n\tint: 32;\n\tunsigned int b;\n\tunsigned int c: 3;\n\tchar: 5;\n\tchar: 4;\n\tunsigned int d: 4;\n\tlong: 0;\n};\n\n"
            + "struct tight {\n\tchar a;\n\tunsigned int b;\n} __attribute__((packed));\n\n");
    }

    [Theory]
    [InlineData("int (*handler)(int, ...)", 1)]
    [InlineData("int (*handler[4])(int, ...)", 2)]
    [InlineData("const int * volatile handler", 3)]
    [InlineData("int (*handler)[4]", 4)]
    [InlineData("int handler[2][4]", 5)]
    [InlineData("int (* (*handler)(void))(int, ...)", 6)]
    public void A_declaration_reads_from_the_name_outwards(string declaration, int which)
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("int", 4, BtfIntEncoding.Signed);
        uint function = builder.AddPointer(builder.AddFunctionPrototype(number, new BtfParameter("", number), new BtfParameter("", 0)));
        uint[] types =
        [
            function,
            builder.AddArray(function, number, 4),
            builder.AddModifier(BtfKind.Volatile, builder.AddPointer(builder.AddModifier(BtfKind.Const, number))),
            builder.AddPointer(builder.AddArray(number, number, 4)),
            builder.AddArray(builder.AddArray(number, number, 4), number, 2),
            builder.AddPointer(builder.AddFunctionPrototype(function)),
        ];
        BtfCPrinter.Declare(builder.Build(), types[which - 1], "handler").ShouldBe(declaration);
    }

    [Fact]
    public void A_structure_that_contains_itself_is_an_error()
    {
        var builder = new BtfBuilder();
        builder.AddStruct("", 4, new BtfMember("a", 1, 0, 0));
        builder.AddStruct("loop", 4, new BtfMember("a", 2, 0, 0));
        builder.AddPointer(3);
        Btf btf = builder.Build();
        Should.Throw<ObjectFormatException>(() => C(btf));
        Should.Throw<ObjectFormatException>(() => BtfCPrinter.Declare(btf, 3));
        Should.Throw<ObjectFormatException>(() => BtfCPrinter.Declare(btf, 1));
    }

    private static string Raw(Btf btf)
    {
        using var text = new StringWriter();
        BtfRawPrinter.Write(text, btf);
        return text.ToString();
    }

    private static string C(Btf btf)
    {
        using var text = new StringWriter();
        BtfCPrinter.WriteHeader(btf, text);
        return text.ToString();
    }

    private static string Json(Btf btf)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            BtfRawPrinter.WriteJson(writer, btf);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The surroundings of the first difference: the texts are too large for a failure message.</summary>
    private static string? FirstDifference(string left, string right)
    {
        if (left == right)
            return null;
        int at = left.AsSpan().CommonPrefixLength(right);
        int start = Math.Max(0, at - 200);
        return $"at {at}:\n{left[start..Math.Min(left.Length, at + 100)]}\n--- instead of ---\n{right[start..Math.Min(right.Length, at + 100)]}";
    }

    private static IEnumerable<string> SizeAssertions(Btf btf) => btf.OwnTypes.OfType<BtfStruct>()
        .Where(type => type.Name.Length > 0)
        .GroupBy(type => (type.Name, type.IsUnion))
        .Where(group => group.Count() == 1)
        .Where(group => btf.FindAll(group.Key.Name).All(other => other is not (BtfStruct or BtfEnum) || other.Id == group.Single().Id))
        .Select(group => $"_Static_assert(sizeof({(group.Key.IsUnion ? "union" : "struct")} {group.Key.Name}) == {group.Single().Size}, \"{group.Key.Name}\");\n");

    private static string CutSign(string json) =>
        ExtendedSign().Replace(json, number => ((uint)ulong.Parse(number.Value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\b1844674407[1-3]\d{9}\b")]
    private static partial Regex ExtendedSign();

    private static string Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(TestMachine.FindTool(tool) ?? tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.Result);
        return output;
    }
}
