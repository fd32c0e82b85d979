// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;

namespace Hornet.Objects.Tests.Elf;

/// <summary>Bytes from outside: whatever they are, reading ends in an object or an <see cref="ObjectFormatException"/>.</summary>
public sealed class DamagedObjectTests
{
    private static readonly byte[] Sample = File.ReadAllBytes(Fixture.PathOf("clang-v3/subprograms"));

    [Fact]
    public void Bytes_that_are_no_elf_file_are_refused()
    {
        Refused([]).ShouldContain("does not start with the ELF magic number");
        Refused("#!/bin/sh\nexit 0\n"u8.ToArray()).ShouldContain("does not start with the ELF magic number");
        Refused(Patched(bytes => bytes[4] = 3)).ShouldContain("class 3");
        Refused(Patched(bytes => bytes[5] = 0)).ShouldContain("encoding 0");
        Refused(Patched(bytes => bytes[16] = 2)).ShouldContain("file type 2");
        Refused(Patched(bytes => bytes[18] = 62)).ShouldContain("machine 62 is not BPF");
    }

    [Fact]
    public void Counts_that_do_not_fit_the_file_are_refused_before_anything_is_allocated()
    {
        Refused(Patched(bytes => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), ulong.MaxValue))).ShouldContain("section table");
        Refused(Patched(bytes => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), ushort.MaxValue))).ShouldContain("65535 sections");
        Refused(Patched(bytes =>
        {
            // No count in the header: it is in the first section, and claims billions.
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), 0);
            int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(table + 32), uint.MaxValue);
        })).ShouldContain("sections at offset");
    }

    [Fact]
    public void Errors_name_the_section_and_the_offset()
    {
        int text = SectionHeader(".text");
        ObjectFormatException error = Should.Throw<ObjectFormatException>(() => BpfObject.Parse(Patched(bytes =>
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(text + 32), 16))));
        error.Section.ShouldBe(".text");
        error.Message.ShouldStartWith("Reading section '.text': ");
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < Sample.Length; length += length < 100 ? 1 : 37)
        {
            byte[] cut = Sample[..length];
            Should.Throw<ObjectFormatException>(() => BpfObject.Parse(cut), $"{length} bytes");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_damage_is_refused_or_read_and_what_is_read_can_be_written(int seed)
    {
        var random = new Random(seed);
        byte[][] objects = [.. Fixture.All.Where((_, index) => index % 4 == seed - 1).Select(name => File.ReadAllBytes(Fixture.PathOf(name)))];
        long start = Environment.TickCount64;
        int read = 0, refused = 0;
        for (int round = 0; round < 4000 && Environment.TickCount64 - start < 1500; round++)
        {
            byte[] bytes = (byte[])objects[random.Next(objects.Length)].Clone();
            Damage(random, bytes);
            try
            {
                BpfObject obj = BpfObject.Parse(bytes);
                read++;
                BpfObject.Parse(obj.ToElf());
            }
            catch (BpfException)
            {
                refused++;
            }
        }

        (read + refused).ShouldBeGreaterThan(20);
        read.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Programs_that_share_long_subprograms_are_bounded()
    {
        // 2,000 programs that each call one subprogram of 100,000 instructions would link to 200 million.
        const int Subprogram = 100_000;
        Instruction exit = new(0x95);
        Instruction[] body = new Instruction[Subprogram];
        Array.Fill(body, new Instruction(0xb7));
        body[^1] = exit;
        ProgramSpec Program(int index) => new()
        {
            Name = $"p{index}", Type = ProgramType.Xdp, SectionName = "xdp",
            Instructions = [new Instruction(0x85, Register.R0, Register.R1, 0, 1), exit, .. body],
            Functions = [new FunctionInfo(0, $"p{index}", 0, true), new FunctionInfo(2, "shared")],
        };
        byte[] one = new BpfObject { Programs = [Program(0)] }.ToElf();
        BpfObject.Parse(one).Programs[0].Instructions.Length.ShouldBe(Subprogram + 2);

        // The same file with many program symbols for the one program.
        int symbols = 2000;
        Refused(WithAliases(one, symbols)).ShouldContain("linked instructions");
    }

    /// <summary>The file with its symbol table replaced by one that names the program many times.</summary>
    private static byte[] WithAliases(byte[] file, int count)
    {
        int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40));
        int sections = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(60));
        int header = Enumerable.Range(0, sections).Select(i => table + (64 * i)).First(at => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4)) == 2);
        int offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(header + 24));
        int size = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(header + 32));
        byte[] symbols = file[offset..(offset + size)];
        byte[] program = Enumerable.Range(0, size / 24).Select(i => symbols[(24 * i)..(24 * (i + 1))]).Last(symbol => symbol[4] == 0x12);
        byte[] result = [.. file, .. symbols, .. Enumerable.Range(0, count).SelectMany(_ => program)];
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(header + 24), (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(header + 32), (ulong)(size + (24 * count)));
        return result;
    }

    private static string Refused(byte[] bytes) => Should.Throw<ObjectFormatException>(() => BpfObject.Parse(bytes)).Message;

    private static byte[] Patched(Action<byte[]> patch)
    {
        byte[] bytes = (byte[])Sample.Clone();
        patch(bytes);
        return bytes;
    }

    private static int SectionHeader(string name)
    {
        ElfFile elf = ElfFile.Parse(Sample);
        return (int)BinaryPrimitives.ReadUInt64LittleEndian(Sample.AsSpan(40)) + (64 * elf.Find(name)!.Index);
    }

    /// <summary>A few changed bytes, words with telling values, or a moved block; half of them in the headers and tables at the end.</summary>
    private static void Damage(Random random, byte[] bytes)
    {
        ReadOnlySpan<uint> telling = [0, 1, 7, 8, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff];
        int changes = 1 + random.Next(4);
        for (int i = 0; i < changes; i++)
        {
            int at = random.Next(2) == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 1500));
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at + 4 <= bytes.Length:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at & ~3), telling[random.Next(telling.Length)]);
                    break;
                default:
                    int length = Math.Min(bytes.Length - at, random.Next(64));
                    int from = random.Next(bytes.Length - length + 1);
                    bytes.AsSpan(from, length).ToArray().CopyTo(bytes.AsSpan(at));
                    break;
            }
        }
    }
}
