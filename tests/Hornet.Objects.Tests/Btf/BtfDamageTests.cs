// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

/// <summary>Damaged BTF gives a typed error or a result, never a crash, a hang or unbounded memory.</summary>
public sealed class BtfDamageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static TheoryData<byte[], string> Headers => new()
    {
        { [], "needs 24 bytes" },
        { [0x9f, 0xeb], "needs 24 bytes" },
        { Header(magic: 0x1234), "magic number" },
        { Header(version: 2), "Version 2" },
        { Header(headerLength: 23), "header length of 23" },
        { Header(headerLength: 26), "header length of 26" },
        { Header(typesOffset: uint.MaxValue), "do not fit" },
        { Header(typesLength: uint.MaxValue), "do not fit" },
        { Header(stringsOffset: 1), "do not fit" },
        { Header(stringsLength: 0), "no string section" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_damaged_header_is_an_error(byte[] bytes, string reason)
    {
        ObjectFormatException error = Should.Throw<ObjectFormatException>(() => Btf.Parse(bytes));
        error.Section.ShouldBe(".BTF");
        error.Offset.ShouldNotBeNull();
        error.Message.ShouldContain(reason);
    }

    [Fact]
    public void A_header_alone_with_the_empty_string_is_an_empty_btf()
    {
        Btf btf = Btf.Parse(Header());
        btf.TypeCount.ShouldBe(1u);
        btf[0].ShouldBeOfType<BtfVoid>();
        btf.FindByName("x").ShouldBeNull();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(31u)]
    public void An_unknown_kind_is_an_error_at_its_place(uint kind)
    {
        byte[] bytes = BtfBuilderTests.EveryKind(false).ToArray();
        bytes[24 + 16 + 7] = (byte)kind;
        ObjectFormatException error = Should.Throw<ObjectFormatException>(() => Btf.Parse(bytes));
        error.Offset.ShouldBe(24 + 16 + 4);
        error.Message.ShouldContain($"unknown kind, {kind}");
    }

    [Fact]
    public void A_string_without_end_for_64_KiB_is_an_error()
    {
        var builder = new BtfBuilder();
        builder.AddForward(new string('a', 70_000));
        builder.AddForward("b");
        Btf btf = builder.Build();
        Should.Throw<ObjectFormatException>(() => btf.NameOf(1)).Message.ShouldContain("longer than 65536 bytes");
        btf.FindByName("b").ShouldNotBeNull();
        btf.FindByName("aaa").ShouldBeNull();
    }

    [Fact]
    public void Mutated_types_are_read_printed_and_relocated_without_a_crash()
    {
        byte[][] seeds =
        [
            BtfBuilderTests.EveryKind(false).ToArray(),
            BtfBuilderTests.EveryKind(true).ToArray(),
            Btf.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "core_types.o")).Data.ToArray(),
        ];
        BpfObject relocated = BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "core_types.o"));
        var random = new Random(20_261_121);
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        int accepted = 0;
        for (int i = 0; i < 20_000 && Environment.TickCount64 < end; i++)
        {
            byte[] bytes = [.. seeds[i % seeds.Length]];
            for (int change = random.Next(1, 4); change > 0; change--)
                Mutate(bytes, random);
            try
            {
                Use(Btf.Parse(bytes), relocated);
                accepted++;
            }
            catch (Exception error) when (error is ObjectFormatException or CoreRelocationException or BtfValueException)
            {
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Mutation {i}: {Convert.ToHexString(bytes)}", error);
            }
        }

        accepted.ShouldBeGreaterThan(0, "some mutations are harmless");
    }

    private static void Mutate(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length);
        if (random.Next(2) == 0)
            bytes[at] = (byte)random.Next(256);
        else
            bytes[at & ~3] = (byte)random.Next(1, 40); // a small id or offset, in the place where one may stand
    }

    private static void Use(Btf btf, BpfObject relocated)
    {
        var formatter = new BtfValueFormatter(btf);
        byte[] value = new byte[256];
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream);
        foreach (BtfType type in btf.OwnTypes)
        {
            if (!btf.TryGetSize(type.Id, out long size) || size > value.Length)
                continue;
            btf.AlignmentOf(type.Id);
            formatter.Format(type.Id, value);
        }

        using var text = new LimitedWriter();
        BtfRawPrinter.Write(text, btf);
        BtfRawPrinter.WriteJson(json, btf);
        BtfCPrinter.WriteHeader(btf, text);
        BtfCSharpPrinter.WriteFile(btf, text);
        btf.FindAll("packed");
        foreach (ProgramSpec program in relocated.Programs)
            new CoreRelocator(relocated.Btf!, btf).Apply(program);
        var builder = new BtfBuilder(btf);
        try
        {
            builder.Deduplicate();
        }
        catch (InvalidOperationException)
        {
            // a reference to an id that does not exist
        }
    }

    private static byte[] Header(
        ushort magic = 0xeb9f, byte version = 1, uint headerLength = 24, uint typesOffset = 0, uint typesLength = 0, uint stringsOffset = 0, uint stringsLength = 1)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(magic);
        writer.Write(version);
        writer.Write((byte)0);
        foreach (uint word in new[] { headerLength, typesOffset, typesLength, stringsOffset, stringsLength })
            writer.Write(word);
        writer.Write((byte)0);
        return stream.ToArray();
    }

    /// <summary>Counts what is printed and keeps nothing.</summary>
    private sealed class LimitedWriter : TextWriter
    {
        private long _count;

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => (++_count).ShouldBeLessThan(200_000_000);
    }
}
