// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed partial class UserSymbolsTests
{
    [ToolFact("gcc", "readelf")]
    public void Symbols_and_offsets_agree_with_readelf()
    {
        using UserProgram program = new();
        Compare(program.BuildFunctions("functions"));
        Compare(program.BuildFunctions("fixed", "-no-pie"));
    }

    [ToolFact("readelf")]
    public void Symbols_of_the_C_library_agree_with_readelf() => Compare(LibraryPath.Resolve("libc.so.6"));

    /// <summary>Files of 32 bits and of the other byte order: symbols of objects, and segments where the linker knows the machine.</summary>
    [ToolTheory("clang-19", "llvm-readelf-19", "ld", "readelf")]
    [InlineData("i386-linux-gnu", false, false, ElfMachine.X86)]
    [InlineData("mips-linux-gnu", false, true, (ElfMachine)8)]
    [InlineData("powerpc64-linux-gnu", true, true, (ElfMachine)21)]
    [InlineData("aarch64-linux-gnu", true, false, ElfMachine.Arm64)]
    public void Files_of_other_machines_are_read(string target, bool is64Bit, bool isBigEndian, ElfMachine machine)
    {
        using UserProgram program = new();
        string source = program["small.c"];
        File.WriteAllText(source, "int data = 3; __attribute__((noinline)) static int inner(int x) { return x * data; }\nint _start(int x) { return inner(x + 1); }\n");
        string path = program["small.o"];
        UserProgram.Run("clang-19", "-target", target, "-O1", "-fno-pic", "-c", source, "-o", path);
        using (ElfImage image = ElfImage.Open(path))
            (image.Is64Bit, image.IsBigEndian, image.Machine).ShouldBe((is64Bit, isBigEndian, machine));
        UserSymbols symbols = UserSymbols.Load(path);
        symbols.Find("inner").ShouldHaveSingleItem().Size.ShouldBe(SizeByReadelf(path, "inner"));
        symbols.Find("data").ShouldHaveSingleItem().Kind.ShouldBe(SymbolKind.Object);
        Should.Throw<SymbolException>(() => UprobeSymbol.Resolve(path, "inner")).Message.ShouldContain("relocatable");

        if (machine == ElfMachine.X86)
        {
            UserProgram.Run("ld", "-m", "elf_i386", path, "-o", program["small"]);
            Compare(program["small"]);
        }
    }

    [ToolFact("gcc")]
    public void A_place_is_a_name_a_name_with_an_offset_or_an_address()
    {
        using UserProgram program = new();
        string path = program.BuildFunctions("functions");
        UprobeSymbol start = UprobeSymbol.Resolve(path, "exported_function");
        start.Name.ShouldBe("exported_function");
        start.Size.ShouldBeGreaterThan(4UL);
        UprobeSymbol.Resolve(path, "other_name").FileOffset.ShouldBe(start.FileOffset);
        UprobeSymbol inside = UprobeSymbol.Resolve(path, "exported_function+0x4");
        inside.FileOffset.ShouldBe(start.FileOffset + 4);
        inside.Name.ShouldBe("exported_function+0x4");
        UprobeSymbol.Resolve(path, "exported_function+4").ShouldBe(inside);
        UprobeSymbol hidden = UprobeSymbol.Resolve(path, "hidden_function");
        UprobeSymbol byAddress = UprobeSymbol.Resolve(path, $"0x{hidden.Address + 4:x}");
        (byAddress.FileOffset, byAddress.Name).ShouldBe((hidden.FileOffset + 4, "hidden_function+0x4"));
        UprobeSymbol.Resolve(path, "weak_function").Size.ShouldBeGreaterThan(0UL);
        UprobeSymbol.ResolveAll(path, "*ed_function").Select(symbol => symbol.Name).ShouldBe(["exported_function"]);
        UprobeSymbol.ResolveAll(path, "same_name").Count.ShouldBe(2);
    }

    [ToolFact("gcc")]
    public void What_cannot_be_probed_is_said_why()
    {
        using UserProgram program = new();
        string path = program.BuildFunctions("functions");
        Refused("exported_function+0x1000", "bytes long");
        Refused("same_name", "2 functions match");
        Refused("no_such_function", "no such function");
        Refused("exported_data", "data, not a function");
        Refused("indirect_function", "dynamic loader picks");
        Refused("getpid", "in a library");
        Refused("0xffffffff0000", "outside everything");
        Refused("nothing_like_this*", "no such function");

        void Refused(string place, string why)
        {
            SymbolException error = Should.Throw<SymbolException>(() => UprobeSymbol.Resolve(path, place));
            error.Message.ShouldContain(why);
            error.Message.ShouldContain(path);
        }
    }

    [ToolFact("gcc")]
    public void The_offset_of_a_function_is_where_the_loader_mapped_it_from()
    {
        nint libc = NativeLibrary.Load("libc.so.6");
        ulong address = (ulong)NativeLibrary.GetExport(libc, "getpid");
        ProcessMaps.Read(Environment.ProcessId).TryFind(address, out ProcessMapping mapping).ShouldBeTrue();
        string path = LibraryPath.Resolve("libc.so.6", Environment.ProcessId);
        UprobeSymbol.Resolve(path, "getpid").FileOffset.ShouldBe(address - mapping.Start + mapping.FileOffset);
        File.ResolveLinkTarget(LibraryPath.Resolve("libc"), returnFinalTarget: true)?.FullName.ShouldBe(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
    }

    [ToolFact("gcc", "objcopy", "strip")]
    public void A_stripped_file_gets_the_names_of_its_debug_file_by_link()
    {
        using UserProgram program = new();
        string path = program.BuildFunctions("functions", "-Wl,--build-id=none");
        ulong expected = UprobeSymbol.Resolve(path, "hidden_function").FileOffset;
        string debug = program["functions.debug"];
        UserProgram.Run("objcopy", "--only-keep-debug", path, debug);
        UserProgram.Run("strip", path);
        UserProgram.Run("objcopy", $"--add-gnu-debuglink={debug}", path);

        UserSymbols symbols = UserSymbols.Load(path);
        symbols.DebugFile.ShouldBe(debug);
        UprobeSymbol.Resolve(symbols, "hidden_function").FileOffset.ShouldBe(expected);

        // In .debug beside it, and under a debug folder.
        Directory.CreateDirectory(program[".debug"]);
        File.Move(debug, program[".debug/functions.debug"]);
        UserSymbols.Load(path).DebugFile.ShouldBe(program[".debug/functions.debug"]);
        string folder = program["usr-lib-debug"];
        Directory.CreateDirectory(folder + program.Folder);
        File.Move(program[".debug/functions.debug"], folder + debug);
        using (ElfImage image = ElfImage.Open(path))
            UserSymbols.Load(image, [folder]).DebugFile.ShouldBe(folder + debug);

        // A debug file of another build is not this one's.
        using (FileStream file = File.OpenWrite(folder + debug))
        {
            file.Position = file.Length;
            file.WriteByte(1);
        }

        using (ElfImage image = ElfImage.Open(path))
        {
            UserSymbols without = UserSymbols.Load(image, [folder]);
            without.DebugFile.ShouldBeEmpty();
            without.Find("hidden_function").ShouldBeEmpty();
        }
    }

    [ToolFact("gcc", "objcopy", "strip", "readelf")]
    public void A_stripped_file_gets_the_names_of_its_debug_file_by_build_id()
    {
        using UserProgram program = new();
        string path = program.BuildFunctions("functions", "-Wl,--build-id=sha1");
        string id = BuildIdLine().Match(UserProgram.Run("readelf", "-n", path)).Groups[1].Value;
        string folder = program["debug"];
        Directory.CreateDirectory($"{folder}/.build-id/{id[..2]}");
        string debug = $"{folder}/.build-id/{id[..2]}/{id[2..]}.debug";
        UserProgram.Run("objcopy", "--only-keep-debug", path, debug);
        UserProgram.Run("strip", path);
        using (ElfImage image = ElfImage.Open(path))
        {
            image.BuildId.ShouldBe(id);
            UserSymbols symbols = UserSymbols.Load(image, [folder]);
            symbols.DebugFile.ShouldBe(debug);
            symbols.Find("hidden_function").ShouldHaveSingleItem();
        }

        // A file that only has the name is not taken.
        File.Copy(program["part2.o"], debug, overwrite: true);
        using (ElfImage image = ElfImage.Open(path))
            UserSymbols.Load(image, [folder]).DebugFile.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_a_binary_is_refused_with_its_path()
    {
        Should.Throw<SymbolException>(() => UserSymbols.Load("/no/such/file")).Message.ShouldContain("/no/such/file");
        Should.Throw<ObjectFormatException>(() => UserSymbols.Load("/etc/passwd")).Message.ShouldContain("not an ELF file");
    }

    /// <summary>Every defined function of readelf's list is found under its name, at its address, and its offset holds the bytes of that address.</summary>
    private static void Compare(string path)
    {
        UserSymbols symbols = UserSymbols.Load(path);
        (ulong Offset, ulong Address, ulong Size)[] segments = [.. LoadLine().Matches(UserProgram.Run("readelf", "-lW", path)).Select(match => (Hex(match.Groups[1].Value), Hex(match.Groups[2].Value), Hex(match.Groups[3].Value)))];
        segments.Length.ShouldBeGreaterThan(0);
        int compared = 0;
        foreach (Match match in SymbolLine().Matches(UserProgram.Run("readelf", "-sW", path)))
        {
            ulong address = Hex(match.Groups[1].Value);
            string name = match.Groups[5].Value.Split('@')[0];
            if (match.Groups[4].Value == "UND" || match.Groups[3].Value != "FUNC")
                continue;
            symbols.Find(name).Select(symbol => symbol.Address).ShouldContain(address, name);
            (ulong offset, ulong start, _) = segments.Single(segment => address >= segment.Address && address < segment.Address + segment.Size);
            UprobeSymbol.ResolveAll(symbols, name).Select(found => found.FileOffset).ShouldContain(address - start + offset, name);
            SymbolizedAddress back = symbols.Resolve(address);
            back.IsNamed.ShouldBeTrue(name);
            back.Offset.ShouldBe(0UL, name);
            compared++;
        }

        compared.ShouldBeGreaterThan(0);
    }

    private static ulong SizeByReadelf(string path, string name) =>
        ulong.Parse(SymbolLine().Matches(UserProgram.Run("llvm-readelf-19", "-sW", path)).Single(match => match.Groups[5].Value == name).Groups[2].Value, CultureInfo.InvariantCulture);

    private static ulong Hex(string text) => ulong.Parse(text.Replace("0x", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *\d+: ([0-9a-f]+) +(\d+) (\w+) +\w+ +\w+ +(?:\[.*\] +)?(\w+) (\S+)", RegexOptions.Multiline)]
    private static partial Regex SymbolLine();

    [GeneratedRegex(@"^  LOAD +(0x[0-9a-f]+) (0x[0-9a-f]+) 0x[0-9a-f]+ (0x[0-9a-f]+)", RegexOptions.Multiline)]
    private static partial Regex LoadLine();

    [GeneratedRegex("Build ID: ([0-9a-f]+)")]
    private static partial Regex BuildIdLine();
}
