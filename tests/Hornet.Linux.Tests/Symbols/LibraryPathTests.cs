// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed partial class LibraryPathTests
{
    [Theory]
    [InlineData("libc.so.6", "libc.so.6", true)]
    [InlineData("libc.so.6", "libc", true)]
    [InlineData("libc.so.6", "c", true)]
    [InlineData("libc.so.6", "libc.so", true)]
    [InlineData("libc-2.31.so", "libc", true)]
    [InlineData("libc-client.so.1", "libc", false)]
    [InlineData("libcrypt.so.1", "libc", false)]
    [InlineData("libcrypt.so.1", "c", false)]
    [InlineData("bash", "bash", true)]
    [InlineData("bash", "sh", false)]
    [InlineData("libpthread-2.31.so", "pthread", true)]
    public void A_file_is_called_by_its_short_names(string file, string name, bool expected) => LibraryPath.IsCalled(file, name).ShouldBe(expected);

    [ToolFact("ldconfig")]
    public void The_loaders_cache_agrees_with_ldconfig()
    {
        LibraryCache cache = LibraryCache.TryRead("/etc/ld.so.cache").ShouldNotBeNull();
        (string, string)[] expected = [.. CacheLine().Matches(UserProgram.Run("ldconfig", "-p")).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        expected.Length.ShouldBeGreaterThan(5);
        cache.Libraries.Select(library => (library.Name, library.Path)).ShouldBe(expected);
        cache.Libraries.Where(library => library.Name == "libc.so.6").ShouldContain(library => library.IsFor(RuntimeInformation.ProcessArchitecture));
    }

    [Fact]
    public void A_damaged_cache_is_no_cache()
    {
        LibraryCache.Parse([]).ShouldBeNull();
        LibraryCache.Parse("glibc-ld.so.cache1.1"u8).ShouldBeNull();
        byte[] file = new byte[48 + 24];
        "glibc-ld.so.cache1.1"u8.CopyTo(file);
        file[20] = 2;
        LibraryCache.Parse(file).ShouldBeNull();
        file[20] = 1;
        file[48 + 4] = 0xff;
        LibraryCache.Parse(file).ShouldNotBeNull().Libraries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("libc.so.6")]
    [InlineData("libc")]
    [InlineData("c")]
    [InlineData("sh")]
    [InlineData("/bin/sh")]
    public void A_bare_name_finds_a_binary(string name)
    {
        string path = LibraryPath.Resolve(name);
        Path.IsPathRooted(path).ShouldBeTrue();
        using ElfImage image = ElfImage.Open(path);
        image.Segments.Count.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("no-such-program")]
    [InlineData("libnosuch.so.1")]
    [InlineData("/no/such/file")]
    public void A_missing_file_is_refused_by_name(string name) => Should.Throw<SymbolException>(() => LibraryPath.Resolve(name)).Message.ShouldContain(name);

    [Fact]
    public void A_process_that_is_not_there_is_refused() => Should.Throw<SymbolException>(() => LibraryPath.Resolve("libc", int.MaxValue)).Message.ShouldContain("no such process");

    [KernelFact]
    public void A_process_in_another_mount_namespace_is_looked_at_through_its_root()
    {
        if (TestMachine.FindTool("unshare") is not { } unshare)
            throw new InvalidOperationException("unshare (util-linux) is missing.");
        var start = new ProcessStartInfo(unshare, ["--mount", "sh", "-c", "echo ready; exec sleep 60"]) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        try
        {
            child.StandardOutput.ReadLine().ShouldBe("ready");
            // The shell becomes sleep a moment later.
            string program = Waiting.For(() => TryResolve("sleep", child.Id));
            program.ShouldStartWith($"/proc/{child.Id}/root/");
            Path.GetFileName(program).ShouldBe("sleep");
            // And its loader maps the C library a moment after that.
            string libc = Waiting.For(() => TryResolve("libc", child.Id));
            libc.ShouldStartWith($"/proc/{child.Id}/root/");
            UprobeSymbol.Resolve(libc, "getpid").FileOffset.ShouldBe(UprobeSymbol.Resolve(LibraryPath.Resolve("libc.so.6"), "getpid").FileOffset);
            LibraryPath.Resolve("/bin/sh", child.Id).ShouldBe($"/proc/{child.Id}/root/bin/sh");
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }

    [Fact]
    public void Maps_keep_paths_with_spaces_and_marks()
    {
        const string Text = """
            55d0c0a00000-55d0c0a01000 r-xp 00001000 fe:00 1234                       /tmp/with space/a.out
            7f0000000000-7f0000001000 r-xp 00000000 fe:00 99                         /tmp/gone.so (deleted)
            7f0000002000-7f0000003000 rwxp 00000000 00:00 0 
            7ffd4b5fe000-7ffd4b600000 r-xp 00000000 00:00 0                          [vdso]

            """;
        ProcessMaps maps = ProcessMaps.Parse(1, Text);
        maps.Mappings.Select(mapping => (mapping.Path, mapping.IsDeleted, mapping.IsFile, mapping.IsExecutable)).ShouldBe(
            [("/tmp/with space/a.out", false, true, true), ("/tmp/gone.so", true, true, true), ("", false, false, true), ("[vdso]", false, false, true)]);
        maps.TryFind(0x55d0c0a00fff, out ProcessMapping found).ShouldBeTrue();
        (found.FileOffset, found.Inode, found.Device).ShouldBe((0x1000UL, 1234UL, "fe:00"));
        maps.TryFind(0x55d0c0a01000, out _).ShouldBeFalse();
        maps.TryFind(0x1000, out _).ShouldBeFalse();
        Should.Throw<SymbolException>(() => ProcessMaps.Parse(1, "nonsense"));
    }

    private static string? TryResolve(string name, int processId)
    {
        try
        {
            return LibraryPath.Resolve(name, processId);
        }
        catch (SymbolException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^\t(\S+) \(.*\) => (\S+)$", RegexOptions.Multiline)]
    private static partial Regex CacheLine();
}
