// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Linux.Tests;

/// <summary>The examples of docs/symbols.md, as they stand there.</summary>
public sealed class SymbolsExamples
{
    [KernelFact]
    public void Kernel_symbols()
    {
        List<string> printed = [];
        void Print(object value) => printed.Add(value.ToString()!);

        // example: kernel
        KernelSymbols kernel = KernelSymbols.Current;               // read at the first use, kept for the process
        ulong address = kernel.AddressOf("vfs_read");               // throws when missing, ambiguous or hidden
        foreach (KernelSymbol symbol in kernel.Find("vfs_read"))    // all of the name; symbol.Module for modules
            Print(symbol);
        Print(kernel.Resolve(address + 0x10));
        IReadOnlyList<KernelFunction> many = KernelFunctions.Matching("vfs_*");
        // end
        printed.ShouldBe(["vfs_read", "vfs_read+0x10"]);
        many.Count.ShouldBeGreaterThan(10);
    }

    [ToolFact("gcc")]
    public void User_symbols()
    {
        // example: user
        string libc = LibraryPath.Resolve("libc");                            // also "c", "libc.so.6", "bash", a path; (name, pid) as a process sees it
        UprobeSymbol one = UprobeSymbol.Resolve(libc, "fopen");               // or "fopen+0x10", "0x75c60" (as nm prints), "ns::Class::method(int)"
        IReadOnlyList<UprobeSymbol> all = UprobeSymbol.ResolveAll(libc, "fopen*");
        ulong offset = one.FileOffset;                                        // what perf_event_open(2) and uprobe-multi links ask for
        // end
        offset.ShouldBeGreaterThan(0UL);
        all.ShouldContain(one);
    }

    [Fact]
    public void Usdt_probes()
    {
        string path = TestFiles.InRepository("tests", "fixtures", "user", "probe.elf");
        List<string> printed = [];
        void Print(string text) => printed.Add(text);

        // example: usdt
        foreach (UsdtProbe probe in UsdtProbes.Find(path, "hornet", "*"))
        {
            Print($"{probe.Provider}:{probe.Name} at 0x{probe.FileOffset:x}, semaphore at 0x{probe.SemaphoreFileOffset:x}");
            foreach (UsdtArgument argument in probe.Arguments)
                Print($"  {argument.Text}: {argument.Size} bytes, {argument.Kind} {argument.Register?.Name} {argument.Displacement:+0;-0;0}");
        }
        // end
        printed.ShouldBe(
        [
            "hornet:step at 0x147, semaphore at 0x194",
            "  -4@%edi: 4 bytes, Register di 0",
            "  -4@counter(%rip): 4 bytes, Memory ip +4177",
            "  -4@(%rsi,%rax,4): 4 bytes, IndexedMemory si 0",
            "hornet:done at 0x182, semaphore at 0x192",
            "  -4@%eax: 4 bytes, Register ax 0",
        ]);
        string page = File.ReadAllText(TestFiles.InRepository("docs", "symbols.md"));
        printed.ShouldAllBe(line => page.Contains(line, StringComparison.Ordinal));
    }

    [KernelFact]
    public void Process_symbols()
    {
        int processId = Environment.ProcessId;
        ulong address = (ulong)System.Runtime.InteropServices.NativeLibrary.GetExport(System.Runtime.InteropServices.NativeLibrary.Load("libc.so.6"), "getpid");

        // example: process
        ProcessSymbols process = ProcessSymbols.Read(processId);      // or Snapshot: everything now, for when the process may end
        SymbolizedAddress frame = process.Resolve(address);           // frame.Name, .Offset, .Module, .BuildId, .Source; ToString()
        process.Refresh();                                            // after it loaded libraries or compiled methods
        // end
        frame.Name.ShouldBe("getpid");
    }

    [Fact]
    public void The_page_has_these_examples() =>
        DocumentationExamples.MissingFrom("docs/symbols.md", "tests/Hornet.Linux.Tests/Symbols/SymbolsExamples.cs").ShouldBeEmpty();
}
