// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Benchmarks.Peers;

/// <summary>The few functions of libbpf that Hornet is measured against, called in the same process and run. Needs the Debian package <c>libbpf1</c>.</summary>
internal static partial class LibBpf
{
    private const string Library = "libbpf.so.1";

    /// <summary>Whether libbpf is installed.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    [LibraryImport(Library, EntryPoint = "btf__load_vmlinux_btf")]
    public static partial nint LoadKernelBtf();

    [LibraryImport(Library, EntryPoint = "btf__find_by_name_kind", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FindByNameAndKind(nint btf, string name, uint kind);

    [LibraryImport(Library, EntryPoint = "btf__free")]
    public static partial void FreeBtf(nint btf);

    [LibraryImport(Library, EntryPoint = "bpf_object__open_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OpenObject(string path, nint options);

    [LibraryImport(Library, EntryPoint = "bpf_object__close")]
    public static partial void CloseObject(nint obj);

    [LibraryImport(Library, EntryPoint = "bpf_object__load")]
    public static partial int LoadObject(nint obj);

    [LibraryImport(Library, EntryPoint = "bpf_object__find_program_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindProgram(nint obj, string name);

    [LibraryImport(Library, EntryPoint = "bpf_program__fd")]
    public static partial int ProgramDescriptor(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__attach_tracepoint", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint AttachTracepoint(nint program, string category, string name);

    [LibraryImport(Library, EntryPoint = "bpf_link__destroy")]
    public static partial int DestroyLink(nint link);

    [LibraryImport(Library, EntryPoint = "bpf_prog_test_run_opts")]
    public static unsafe partial int TestRun(int program, TestRunOptions* options);
}

/// <summary><c>struct bpf_test_run_opts</c> of libbpf 1.x.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TestRunOptions
{
    public nuint Size;
    public void* DataIn;
    public void* DataOut;
    public uint DataSizeIn;
    public uint DataSizeOut;
    public void* ContextIn;
    public void* ContextOut;
    public uint ContextSizeIn;
    public uint ContextSizeOut;
    public uint ReturnValue;
    public int Repeat;
    public uint Duration;
    public uint Flags;
    public uint Cpu;
    public uint BatchSize;
}
