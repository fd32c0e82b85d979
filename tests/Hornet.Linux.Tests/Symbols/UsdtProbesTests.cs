// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed partial class UsdtProbesTests
{
    [ToolTheory("gcc", "readelf")]
    [InlineData("-O0")]
    [InlineData("-O2")]
    [InlineData("-O2 -no-pie -fno-pie")]
    public void Probes_agree_with_readelf(string options)
    {
        using UserProgram program = new();
        string path = Build(program, options);
        IReadOnlyList<UsdtProbe> probes = UsdtProbes.In(path);
        probes.Select(probe => probe.Name).Distinct().Order().ShouldBe(["guarded", "memory", "plain", "sizes"]);
        Compare(path, probes);
        foreach (UsdtProbe probe in probes)
        {
            // The probe is a nop, the semaphore still zero.
            byte[] file = File.ReadAllBytes(path);
            file[(int)probe.FileOffset].ShouldBe((byte)0x90);
            probe.HasSemaphore.ShouldBeTrue();
            file.AsSpan((int)probe.SemaphoreFileOffset, 2).ToArray().ShouldBe([0, 0]);
            UprobeSymbol.Resolve(path, $"0x{probe.SemaphoreAddress:x}").Name.ShouldBe($"{probe.Provider}_{probe.Name}_semaphore");
            probe.Arguments.ShouldAllBe(argument => argument.Kind != UsdtArgumentKind.Unsupported, probe.ToString());
        }

        UsdtProbe sizes = probes.Single(probe => probe.Name == "sizes");
        sizes.Arguments.Select(argument => (argument.Size, argument.IsSigned)).ShouldBe([(1, true), (2, false), (4, true), (8, false), (4, true)]);
        (sizes.Arguments[4].Kind, sizes.Arguments[4].Constant).ShouldBe((UsdtArgumentKind.Constant, 5));
        probes.Single(probe => probe.Provider == "other").Arguments.ShouldHaveSingleItem().Constant.ShouldBe(-1);
    }

    [ToolFact("gcc")]
    public void Memory_of_the_file_is_found_from_the_probes_own_address()
    {
        using UserProgram program = new();
        string path = Build(program, "-O2");
        UsdtProbe probe = UsdtProbes.Find(path, "hornet", "memory").ShouldHaveSingleItem();
        UsdtArgument counter = probe.Arguments[1];
        counter.Text.ShouldContain("(%rip)");
        counter.Register!.Value.Name.ShouldBe("ip");
        counter.Symbol.ShouldBe("counter");
        (probe.Address + (ulong)counter.Displacement).ShouldBe(UserSymbols.Load(path).Find("counter").ShouldHaveSingleItem().Address);
    }

    [ToolFact("readelf")]
    public void Probes_of_a_real_library_agree_with_readelf()
    {
        string path = LibraryPath.Resolve("libstdc++.so.6");
        IReadOnlyList<UsdtProbe> probes = UsdtProbes.In(path);
        probes.Select(probe => $"{probe.Provider}:{probe.Name}").ShouldContain("libstdcxx:throw");
        Compare(path, probes);
    }

    [ToolFact("gcc")]
    public void Probes_are_found_by_name_and_pattern()
    {
        using UserProgram program = new();
        string path = Build(program, "-O2");
        UsdtProbes.Find(path, "other", "plain").ShouldHaveSingleItem();
        UsdtProbes.Find(path, "", "plain").Select(probe => probe.Provider).Order().ShouldBe(["hornet", "other"]);
        UsdtProbes.Find(path, "hor*", "*").Count.ShouldBe(4);
        SymbolException missing = Should.Throw<SymbolException>(() => UsdtProbes.Find(path, "hornet", "nothing"));
        missing.Message.ShouldContain("hornet:sizes");
        Should.Throw<SymbolException>(() => UsdtProbes.Find(program["probes.o"], "hornet", "plain")).Message.ShouldContain("no USDT probes");
    }

    [ToolFact("gcc", "strip")]
    public void Probes_survive_stripping()
    {
        using UserProgram program = new();
        string path = Build(program, "-O2");
        ulong[] before = [.. UsdtProbes.In(path).Select(probe => probe.FileOffset)];
        UserProgram.Run("strip", path);
        UsdtProbes.In(path).Select(probe => probe.FileOffset).ShouldBe(before);
    }

    private static string Build(UserProgram program, string options)
    {
        UserProgram.Run("gcc", "-x", "c", "-c", "/dev/null", "-o", program["probes.o"]);
        UserProgram.Run("gcc", [.. options.Split(' '), UserProgram.Source("probes.c"), "-o", program["probes"]]);
        return program["probes"];
    }

    private static void Compare(string path, IReadOnlyList<UsdtProbe> probes)
    {
        var expected = NoteLines().Matches(UserProgram.Run("readelf", "-nW", path)).Select(match => (
            match.Groups[1].Value, match.Groups[2].Value, Hex(match.Groups[3].Value), Hex(match.Groups[4].Value), match.Groups[5].Value.Trim()));
        probes.Select(probe => (probe.Provider, probe.Name, probe.Address, probe.SemaphoreAddress, string.Join(' ', probe.Arguments))).ShouldBe(expected);
        probes.Count.ShouldBeGreaterThan(0);
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Provider: (\S+)\s+Name: (\S+)\s+Location: 0x([0-9a-f]+), Base: 0x[0-9a-f]+, Semaphore: 0x([0-9a-f]+)\s+Arguments:(.*)")]
    private static partial Regex NoteLines();
}
