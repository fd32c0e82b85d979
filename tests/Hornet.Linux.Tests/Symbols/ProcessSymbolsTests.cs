// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed unsafe class ProcessSymbolsTests
{
    [KernelFact]
    public void Functions_of_libraries_and_the_vdso_have_names()
    {
        ProcessSymbols symbols = ProcessSymbols.Read(Environment.ProcessId);
        ulong getpid = (ulong)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getpid");
        SymbolizedAddress named = symbols.Resolve(getpid + 1);
        (named.Name, named.Offset, named.Source).ShouldBe(("getpid", 1UL, SymbolSource.File));
        Path.GetFileName(named.Module).ShouldStartWith("libc");
        named.BuildId.Length.ShouldBeGreaterThanOrEqualTo(16);
        named.ToString().ShouldBe($"getpid+0x1 [{named.Module}]");

        ProcessMapping vdso = symbols.Maps.Mappings.Single(mapping => mapping.Path == "[vdso]");
        UserSymbols functions = VdsoImage.TryLoad(Environment.ProcessId, vdso).ShouldNotBeNull();
        UserSymbol clock = functions.FunctionsLike("__*_clock_gettime").Concat(functions.FunctionsLike("__kernel_clock_gettime")).First();
        SymbolizedAddress inVdso = symbols.Resolve(vdso.Start + clock.Address + 2);
        (inVdso.Source, inVdso.Offset, inVdso.Module).ShouldBe((SymbolSource.Vdso, 2UL, "[vdso]"));
        inVdso.Name.ShouldEndWith("clock_gettime");

        symbols.Resolve(1).ShouldBe(new SymbolizedAddress(1, SymbolSource.Unknown, "", 0));
        int local = 0;
        symbols.Resolve((ulong)&local).IsNamed.ShouldBeFalse();
    }

    [ToolFact("gcc")]
    public void A_program_can_be_named_after_it_has_ended()
    {
        using UserProgram program = new();
        string path = program.BuildFunctions("functions");
        UprobeSymbol place = UprobeSymbol.Resolve(path, "hidden_function");
        using Process child = StartPaused(path);
        try
        {
            ProcessSymbols symbols = ProcessSymbols.Snapshot(child.Id);
            ProcessMapping code = symbols.Maps.Mappings.Single(mapping => mapping.Path == path && mapping.IsExecutable);
            ulong address = code.Start + place.FileOffset - code.FileOffset;
            symbols.Refresh().ShouldBeTrue();
            symbols.ManagedMethodCount.ShouldBe(0);
            child.Kill();
            child.WaitForExit();
            File.Delete(path);

            SymbolizedAddress named = symbols.Resolve(address + 2);
            (named.Name, named.Offset, named.Module, named.Source).ShouldBe(("hidden_function", 2UL, path, SymbolSource.File));
            symbols.Refresh().ShouldBeFalse();
            symbols.Resolve(address).Name.ShouldBe("hidden_function");
        }
        finally
        {
            Stop(child);
        }
    }

    [KernelFact]
    public void A_program_whose_file_was_deleted_is_read_through_the_kernel()
    {
        using UserProgram program = new();
        string path = program.BuildFunctions("functions");
        UprobeSymbol place = UprobeSymbol.Resolve(path, "hidden_function");
        using Process child = StartPaused(path);
        try
        {
            File.Delete(path);
            ProcessSymbols symbols = ProcessSymbols.Read(child.Id);
            ProcessMapping code = symbols.Maps.Mappings.Single(mapping => mapping.Path == path && mapping.IsExecutable);
            code.IsDeleted.ShouldBeTrue();
            symbols.Resolve(code.Start + place.FileOffset - code.FileOffset).Name.ShouldBe("hidden_function");
        }
        finally
        {
            Stop(child);
        }
    }

    [ToolFact("gcc")]
    public void Code_made_at_run_time_is_named_by_the_perf_map()
    {
        using UserProgram program = new();
        using Process child = StartPaused(program.BuildFunctions("functions"));
        string map = $"/tmp/perf-{child.Id}.map";
        try
        {
            File.WriteAllText(map, "7f00000010 20 old name\n7f00000010 20 LazyCompile:*handle /srv/app.js:10\n7f00000030 8 void [App] Ns.Type`1[System.Int32]::Run(int32)[Tier0]\nbroken line\n7f00000040 zz x\n");
            ProcessSymbols symbols = ProcessSymbols.Read(child.Id);
            symbols.Resolve(0x7f0000001f).ToString().ShouldBe("LazyCompile:*handle /srv/app.js:10+0xf");
            symbols.Resolve(0x7f00000030).Name.ShouldBe("Ns.Type.Run");
            symbols.Resolve(0x7f00000038).IsNamed.ShouldBeFalse();
            symbols.Resolve(0x7f00000030).Source.ShouldBe(SymbolSource.PerfMap);
        }
        finally
        {
            File.Delete(map);
            Stop(child);
        }
    }

    [ToolFact("gcc")]
    public void A_managed_frame_has_the_name_of_its_method()
    {
        using UserProgram program = new();
        string library = BuildCaller(program);
        nint handle = NativeLibrary.Load(library);
        try
        {
            nint caller = NativeLibrary.GetExport(handle, "caller");
            (ulong, ulong) here = Frames.Here(caller), generic = Frames.Generic<string>.Here(caller);

            ProcessSymbols symbols = ProcessSymbols.Read(Environment.ProcessId);
            symbols.ManagedMethodCount.ShouldBeGreaterThan(1000);
            SymbolizedAddress named = ResolveCaller(symbols, here);
            (named.Name, named.Source).ShouldBe(("Hornet.Linux.Tests.ProcessSymbolsTests.Frames.Here", SymbolSource.Managed));
            named.Offset.ShouldBeInRange(1UL, 4096UL);
            ResolveCaller(symbols, generic).Name.ShouldBe("Hornet.Linux.Tests.ProcessSymbolsTests.Frames.Generic.Here");
            symbols.Resolve((ulong)caller).Name.ShouldBe("caller");
        }
        finally
        {
            NativeLibrary.Free(handle);
        }
    }

    [ToolTheory("gcc")]
    [InlineData(true, SymbolSource.Managed)]
    [InlineData(false, SymbolSource.PerfMap)]
    public void A_managed_frame_of_another_process_has_the_name_of_its_method(bool withDiagnostics, SymbolSource source)
    {
        using UserProgram program = new();
        using Process child = StartManaged(program, withDiagnostics);
        try
        {
            (ulong, ulong) here = (ReadAddress(child), ReadAddress(child));
            ProcessSymbols symbols = ProcessSymbols.Snapshot(child.Id);
            child.StandardInput.Close();
            child.WaitForExit(TimeSpan.FromSeconds(20)).ShouldBeTrue();
            SymbolizedAddress named = ResolveCaller(symbols, here);
            (named.Name, named.Source).ShouldBe(("Hornet.Linux.Tests.ProcessSymbolsTests.Frames.Here", source));
            (symbols.ManagedMethodCount > 100).ShouldBe(withDiagnostics);
        }
        finally
        {
            StopManaged(child);
        }
    }

    [ToolFact("gcc")]
    public void A_stopped_NET_process_is_given_up()
    {
        using UserProgram program = new();
        using Process child = StartManaged(program, withDiagnostics: true);
        try
        {
            ReadAddress(child).ShouldBeGreaterThan(0UL);
            UserProgram.Run("sh", "-c", $"kill -STOP {child.Id}");
            Stopwatch clock = Stopwatch.StartNew();
            ManagedMethods.TryRead(child.Id, TimeSpan.FromSeconds(1)).ShouldBeNull();
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            UserProgram.Run("sh", "-c", $"kill -CONT {child.Id}");
            ManagedMethods.TryRead(child.Id).ShouldNotBeNull().Count.ShouldBeGreaterThan(100);
        }
        finally
        {
            StopManaged(child);
        }
    }

    /// <summary>This assembly as a program of its own; see <see cref="StartupHook"/>.</summary>
    private static Process StartManaged(UserProgram program, bool withDiagnostics)
    {
        string assembly = typeof(ProcessSymbolsTests).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", assembly]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = assembly;
        start.Environment[StartupHook.CallerVariable] = BuildCaller(program);
        start.Environment["DOTNET_EnableDiagnostics"] = withDiagnostics ? "1" : "0";
        start.Environment["DOTNET_PerfMapEnabled"] = withDiagnostics ? "0" : "1";
        return Process.Start(start)!;
    }

    private static void StopManaged(Process child)
    {
        Stop(child);
        File.Delete($"/tmp/perf-{child.Id}.map");
        File.Delete($"/tmp/perfinfo-{child.Id}.map");
        // A runtime that is killed leaves its ports behind.
        foreach (string pattern in new[] { $"dotnet-diagnostic-{child.Id}-*-socket", $"clr-debug-pipe-{child.Id}-*" })
        {
            foreach (string port in Directory.EnumerateFiles(Path.GetTempPath(), pattern))
                File.Delete(port);
        }
    }

    /// <summary>A native function that says where it was called from: the way to know an address inside a managed method without this library.</summary>
    private static string BuildCaller(UserProgram program)
    {
        string source = program["caller.c"];
        File.WriteAllText(source, "void caller(void **frames) { frames[0] = __builtin_return_address(0); frames[1] = __builtin_return_address(1); }\n");
        UserProgram.Run("gcc", "-shared", "-fPIC", "-O1", "-fno-omit-frame-pointer", source, "-o", program["caller.so"]);
        return program["caller.so"];
    }

    private static Process StartPaused(string path)
    {
        var start = new ProcessStartInfo(path, ["pause"]) { RedirectStandardOutput = true };
        Process child = Process.Start(start)!;
        child.StandardOutput.ReadLine().ShouldNotBeNull();
        return child;
    }

    private static ulong ReadAddress(Process child) => ulong.Parse(child.StandardOutput.ReadLine().ShouldNotBeNull(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static void Stop(Process child)
    {
        if (!child.HasExited)
            child.Kill();
        child.WaitForExit();
    }

    /// <summary>The runtime may call a native function through a stub, which then is the inner of two frames.</summary>
    private static SymbolizedAddress ResolveCaller(ProcessSymbols symbols, (ulong Inner, ulong Outer) frames)
    {
        SymbolizedAddress inner = symbols.Resolve(frames.Inner);
        return inner.Name == "dynamicClass.IL_STUB_PInvoke" ? symbols.Resolve(frames.Outer) : inner;
    }

    internal static class Frames
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public static (ulong Inner, ulong Outer) Here(nint caller)
        {
            nint* frames = stackalloc nint[2];
            ((delegate* unmanaged<nint*, void>)caller)(frames);
            return ((ulong)frames[0], (ulong)frames[1]);
        }

        public static class Generic<T>
        {
            [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
            public static (ulong Inner, ulong Outer) Here(nint caller)
            {
                nint* frames = stackalloc nint[2];
                ((delegate* unmanaged<nint*, void>)caller)(frames);
                return ((ulong)frames[0], (ulong)frames[1] + (typeof(T) == typeof(int) ? 1UL : 0));
            }
        }
    }
}
