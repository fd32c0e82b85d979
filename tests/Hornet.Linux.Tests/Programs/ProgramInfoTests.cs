// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Linux.Tests.Syscalls;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Programs;

public sealed class ProgramInfoTests
{
    [ToolFact("bpftool")]
    public void What_hornet_loads_bpftool_sees_alike()
    {
        using KernelObject loaded = Fixture.Load("subprograms.o");
        KernelProgram[] programs = [.. loaded.Programs.Cast<KernelProgram>()];
        programs.ShouldNotBeEmpty();
        foreach (KernelProgram program in programs)
            Compare(program, BpfTool.Json("prog", "show", "id", $"{program.Id}"));
    }

    [ToolFact("bpftool")]
    public void What_bpftool_loads_hornet_sees_alike()
    {
        string pin = BpfTool.PinPath();
        TestTool.Run("bpftool", "prog", "load", Fixture.Path("ring_buffer.o"), pin);
        try
        {
            JsonElement expected = BpfTool.Json("prog", "show", "pinned", pin);
            using KernelProgram program = KernelProgram.OpenPinned(pin);
            Compare(program, expected);
            using KernelProgram byId = KernelProgram.Open(expected.GetProperty("id").GetUInt32());
            Compare(byId, expected);
            KernelPrograms.Ids().ShouldContain(byId.Id);
            byId.GetInfo().MapIds.ShouldNotBeEmpty();
            BpfFileSystem.KindOf(pin).ShouldBe(PinnedKind.Program);
        }
        finally
        {
            BpfFileSystem.Unpin(pin);
        }

        File.Exists(pin).ShouldBeFalse();
    }

    [ToolFact("bpftool")]
    public void Instructions_are_those_that_bpftool_dumps_and_machine_code_is_where_kallsyms_says()
    {
        using KernelObject loaded = Fixture.Load("subprograms.o");
        foreach (KernelProgram program in loaded.Programs.Cast<KernelProgram>())
        {
            KernelProgramInfo info = program.GetInfo();
            string folder = Directory.CreateTempSubdirectory("hornet").FullName;
            try
            {
                string translated = Path.Combine(folder, "xlated");
                TestTool.Run("bpftool", "prog", "dump", "xlated", "id", $"{info.Id}", "file", translated);
                BytecodeEncoder.Encode(info.Instructions.AsSpan()).ShouldBe(File.ReadAllBytes(translated));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            info.JitedFunctions.Length.ShouldBe(info.Functions.Length);
            info.JitedFunctions.Sum(function => function.Code.Length).ShouldBe(info.JitedLength);
            string[] symbols = File.ReadAllLines("/proc/kallsyms");
            for (int i = 0; i < info.JitedFunctions.Length; i++)
            {
                // The first function is the program itself, and has the program's tag there.
                JitedFunction function = info.JitedFunctions[i];
                string name = $" bpf_prog_{(i == 0 ? info.TagText : function.TagText)}_";
                symbols.ShouldContain(line => line.StartsWith($"{function.Address:x16} ", StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal));
            }
            info.JitedLineAddresses.Length.ShouldBe(info.Lines.Length);
            (info.HidesTranslated, info.HidesJited).ShouldBe((false, false));
        }
    }

    [KernelFact]
    public void Functions_and_lines_have_the_names_and_texts_of_the_source()
    {
        BpfObject source = BpfObject.Load(Fixture.Path("subprograms.o"));
        using KernelObject loaded = Fixture.Load("subprograms.o");
        foreach (ProgramSpec spec in source.Programs)
        {
            using KernelProgram opened = KernelProgram.Open(((KernelProgram)loaded.Programs[spec.Name]).Id);
            opened.ReadFunctions().Select(function => function.Name).ShouldBe(spec.Functions.Select(function => function.Name));
            opened.ReadLines().Select(line => (line.Line, line.Text)).Distinct().ShouldBeSubsetOf(spec.Lines.Select(line => (line.Line, line.Text)));
            opened.ReadLines().ShouldNotBeEmpty();
            opened.Name.ShouldBe(spec.Name);
        }
    }

    [KernelFact]
    public void A_program_that_does_not_exist_is_not_opened()
    {
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => KernelProgram.Open(uint.MaxValue - 1));
        refusal.Errno.ShouldBe(2);
        refusal.Message.ShouldStartWith("opening the program with the id 4294967294: bpf(prog_get_fd_by_id) failed with ENOENT");
    }

    [KernelFact]
    public void Programs_that_vanish_during_the_enumeration_are_left_out()
    {
        using KernelProgram lasting = KernelProgram.Load(ProgramType.SocketFilter, Return(1));
        KernelProgram vanishing = KernelProgram.Load(ProgramType.SocketFilter, Return(2));
        (uint lastingId, uint vanishingId) = (lasting.Id, vanishing.Id);
        List<uint> seen = [];
        foreach (KernelProgram program in KernelPrograms.All())
        {
            using (program)
                seen.Add(program.Id);
            vanishing.Dispose();
        }

        seen.ShouldContain(lastingId);

        // It went while the enumeration was at some program before it.
        if (seen[0] < vanishingId)
            seen.ShouldNotContain(vanishingId);
    }

    [KernelFact]
    public void A_pin_of_another_kind_is_refused()
    {
        string pin = BpfTool.PinPath();
        using KernelProgram program = KernelProgram.Load(ProgramType.SocketFilter, Return(1));
        program.Pin(pin);
        try
        {
            Should.Throw<BpfException>(() => KernelMap.OpenPinned(pin)).Message.ShouldBe($"Opening {pin}: a program is pinned there, not a map.");
        }
        finally
        {
            BpfFileSystem.Unpin(pin);
        }
    }

    [KernelFact]
    public void Only_pins_are_unpinned()
    {
        string file = Path.GetTempFileName();
        try
        {
            Should.Throw<BpfException>(() => BpfFileSystem.Unpin(file)).Message.ShouldContain("not in a BPF file system");
            File.Exists(file).ShouldBeTrue();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Instruction[] Return(int value) => [new(0xb7, Register.R0, immediate: value), new(0x95)];

    private static void Compare(KernelProgram program, JsonElement expected)
    {
        KernelProgramInfo info = program.GetInfo();
        info.Id.ShouldBe(expected.GetProperty("id").GetUInt32());
        info.Type.ToText().ShouldBe(expected.GetProperty("type").GetString());
        program.Name.ShouldBe(expected.GetProperty("name").GetString());
        info.TagText.ShouldBe(expected.GetProperty("tag").GetString());
        info.IsGplCompatible.ShouldBe(expected.GetProperty("gpl_compatible").GetBoolean());
        info.CreatedByUserId.ShouldBe(expected.GetProperty("uid").GetUInt32());
        info.TranslatedLength.ShouldBe(expected.GetProperty("bytes_xlated").GetInt32());
        info.JitedLength.ShouldBe(expected.GetProperty("bytes_jited").GetInt32());
        info.MemoryBytes.ShouldBe(expected.GetProperty("bytes_memlock").GetInt64());
        info.MapIds.ShouldBe(expected.TryGetProperty("map_ids", out JsonElement maps) ? maps.EnumerateArray().Select(id => id.GetUInt32()) : []);
        info.BtfId.ShouldBe(expected.TryGetProperty("btf_id", out JsonElement btf) ? btf.GetUInt32() : 0);

        // bpftool prints the load time as seconds of the wall clock.
        long started = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (long)TimeSpan.FromMilliseconds(Environment.TickCount64).TotalSeconds;
        Math.Abs((long)(info.LoadTimeNanoseconds / 1_000_000_000) + started - expected.GetProperty("loaded_at").GetInt64()).ShouldBeLessThan(5);
    }
}
