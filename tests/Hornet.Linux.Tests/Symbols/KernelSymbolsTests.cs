// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed class KernelSymbolsTests
{
    private const string Sample = """
        0000000000000000 A fixed_percpu_data
        ffffffff81000000 T _stext
        ffffffff81000000 T _text
        ffffffff81000100 t helper
        ffffffff81000200 T vfs_read
        ffffffff81000300 t helper
        ffffffff82000000 D init_task
        ffffffffc0000000 t helper	[nf_tables]
        ffffffffc0000040 t nft_do_chain	[nf_tables]
        ffffffffc1000000 t bpf_prog_6deef7357e7b4530	[bpf]

        """;

    [Fact]
    public void A_name_gives_all_its_symbols()
    {
        KernelSymbols symbols = Read(Sample);
        symbols.Count.ShouldBe(10);
        symbols.Find("helper").Select(symbol => (symbol.Address, symbol.Type, symbol.Module))
            .ShouldBe([(0xffffffff81000100, 't', ""), (0xffffffff81000300, 't', ""), (0xffffffffc0000000, 't', "nf_tables")]);
        symbols.Find("helper", "nf_tables").ShouldHaveSingleItem().ToString().ShouldBe("helper [nf_tables]");
        symbols.Find("helper", "").Count.ShouldBe(2);
        symbols.Find("help").ShouldBeEmpty();
        symbols.AddressOf("vfs_read").ShouldBe(0xffffffff81000200);
        symbols.Find("init_task").ShouldHaveSingleItem().IsFunction.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0xffffffff81000000, "_stext")]
    [InlineData(0xffffffff8100001f, "_stext+0x1f")]
    [InlineData(0xffffffff81000210, "vfs_read+0x10")]
    [InlineData(0xffffffffc0000044, "nft_do_chain+0x4 [nf_tables]")]
    [InlineData(0xffffffffc1000001, "bpf_prog_6deef7357e7b4530+0x1 [bpf]")]
    [InlineData(0xffffffffd0000000, "0xffffffffd0000000")]
    [InlineData(0xffffffff80ffffff, "0xffffffff80ffffff")]
    [InlineData(0x10, "0x10")]
    public void An_address_gives_the_symbol_it_lies_in(ulong address, string expected) => Read(Sample).Resolve(address).ToString().ShouldBe(expected);

    [Fact]
    public void An_ambiguous_or_missing_name_is_refused()
    {
        KernelSymbols symbols = Read(Sample);
        Should.Throw<SymbolException>(() => symbols.AddressOf("helper")).Message.ShouldContain("3 symbols have this name");
        Should.Throw<SymbolException>(() => symbols.AddressOf("no_such")).Message.ShouldContain("no such symbol");
    }

    [Fact]
    public void Hidden_addresses_are_said_to_be_hidden()
    {
        KernelSymbols symbols = Read("0000000000000000 T vfs_read\n0000000000000000 T vfs_write\n");
        symbols.AddressesHidden.ShouldBeTrue();
        symbols.Contains("vfs_read").ShouldBeTrue();
        Should.Throw<SymbolException>(() => symbols.AddressOf("vfs_read")).Message.ShouldContain("CAP_SYSLOG");
        Should.Throw<SymbolException>(() => symbols.Resolve(0xffffffff81000000)).Message.ShouldContain("kptr_restrict");
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("ffffffff81000000 T\n")]
    [InlineData("xyz T name\n")]
    [InlineData("ffffffff81000000T name\n")]
    public void Other_lines_are_refused(string text) => Should.Throw<SymbolException>(() => Read(text)).Message.ShouldContain("not a line of kallsyms");

    [Fact]
    public void Lines_may_end_anywhere_in_a_read()
    {
        using var stream = new SmallReads(Encoding.ASCII.GetBytes(Sample));
        KernelSymbols symbols = KernelSymbols.Read(stream);
        symbols.Count.ShouldBe(10);
        symbols.Find("nft_do_chain", "nf_tables").ShouldHaveSingleItem();
    }

    [KernelFact]
    public void Agrees_with_the_kernels_list()
    {
        KernelSymbols symbols = KernelSymbols.Current;
        KernelSymbols.Current.ShouldBeSameAs(symbols);
        symbols.AddressesHidden.ShouldBeFalse();
        (string Name, ulong Address)[] functions = [.. File.ReadLines("/proc/kallsyms").Select(line => line.Split(' ', '\t'))
            .Where(parts => parts.Length == 3 && parts[1] is "T" or "t").Select(parts => (parts[2], ulong.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
        functions.Length.ShouldBeGreaterThan(10_000);
        symbols.Count.ShouldBeGreaterThanOrEqualTo(functions.Length);
        foreach ((string name, ulong address) in functions.Where((_, i) => i % 97 == 0))
        {
            symbols.Find(name).Select(symbol => symbol.Address).ShouldContain(address, name);
            SymbolizedAddress found = symbols.Resolve(address);
            found.Offset.ShouldBe(0UL, name);
            symbols.Find(found.Name).Select(symbol => symbol.Address).ShouldContain(address, name);
        }
    }

    [Fact]
    public void Patterns_list_functions()
    {
        KernelSymbols symbols = Read(Sample);
        KernelFunctions.FromSymbols(symbols, "*h?lp*").Select(function => function.Module).ShouldBe(["", "", "nf_tables"]);
        KernelFunctions.FromSymbols(symbols, "nf_*:*").Select(function => function.Name).ShouldBe(["helper", "nft_do_chain"]);
        KernelFunctions.FromSymbols(symbols, "vmlinux:helper").Count.ShouldBe(2);
        KernelFunctions.FromSymbols(symbols, "init_task").ShouldBeEmpty();
    }

    [Fact]
    public void Tracefs_lists_are_read_with_and_without_addresses()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hornet-functions-");
        try
        {
            string plain = Path.Combine(folder.FullName, "available_filter_functions");
            File.WriteAllText(plain, "vfs_read\nvfs_write\nvfs_read\nnft_do_chain [nf_tables]\n__ftrace_invalid_address___160\n");
            KernelFunctions.FromTraceFs(plain, "*").ShouldBe([new("vfs_read", "", 0), new("vfs_write", "", 0), new("nft_do_chain", "nf_tables", 0)]);
            string addresses = plain + "_addrs";
            File.WriteAllText(addresses, "ffffffff81000200 vfs_read\nffffffff81000300 vfs_read\nffffffffc0000040 nft_do_chain [nf_tables]\n");
            KernelFunctions.FromTraceFs(addresses, "vfs_*").ShouldBe([new("vfs_read", "", 0xffffffff81000200), new("vfs_read", "", 0xffffffff81000300)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [KernelFact]
    public void The_running_kernel_has_functions_of_a_pattern()
    {
        IReadOnlyList<KernelFunction> found = KernelFunctions.Matching("vfs_rea[dc]*");
        found.Select(function => function.Name).ShouldContain("vfs_read");
        found.ShouldAllBe(function => function.Name.StartsWith("vfs_read") || function.Name.StartsWith("vfs_reac"));
    }

    private static KernelSymbols Read(string text)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(text));
        return KernelSymbols.Read(stream);
    }

    /// <summary>Gives seven bytes a read.</summary>
    private sealed class SmallReads(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));
    }
}
