// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A function of a program or library in user space, or an instruction in one, for programs of the type <see cref="ProgramType.Kprobe"/>; their context is
/// <c>struct pt_regs</c>. Every process that maps the file is probed, also those that start later, unless <see cref="Process"/> names one.
/// </summary>
/// <param name="Path">The program or library: a path, or a name that <see cref="LibraryPath"/> finds (<c>libc.so.6</c>, <c>bash</c>).</param>
/// <param name="Symbol">The function, with an offset behind its start where wanted (<c>main</c>, <c>main+0x10</c>), or an address as <c>nm</c> prints it (<c>0x1234</c>); empty to give <see cref="FileOffset"/>.</param>
/// <example><code>using KernelLink link = program.Attach(new UprobeTarget("libc.so.6", "getaddrinfo") { Process = 4711 });</code></example>
public sealed record UprobeTarget(string Path, string Symbol) : KernelTarget
{
    internal const string Unit = "uprobe";

    /// <summary>Where in the file the probed instruction is, in bytes, for targets without a symbol.</summary>
    public ulong FileOffset { get; init; }

    /// <summary>Whether the program runs when the function returns (a uretprobe).</summary>
    public bool IsReturn { get; init; }

    /// <summary>The one process to probe, with all its threads; 0 for all. Paths are then those that this process sees.</summary>
    public int Process { get; init; }

    /// <summary>Where in the file a 16-bit counter is that the kernel raises while the probe is there (a USDT semaphore); 0 for none. Linux 4.20 and later.</summary>
    public ulong ReferenceCounterOffset { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 5.15 and later.</summary>
    public ulong Cookie { get; init; }

    /// <summary>By which interface of the kernel.</summary>
    public ProbeAttachMode Mode { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of such a program, and the process.</summary>
    public override string ToString() => $"{(IsReturn ? "uretprobe" : "uprobe")}/{Path}:{(Symbol.Length > 0 ? Symbol : $"file offset 0x{FileOffset:x}")}{ProcessText(Process)}";

    internal static string ProcessText(int process) => process == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" of process {process}");

    /// <summary>The file as this process can open it.</summary>
    internal static string Resolve(string path, int process) => process == 0 ? LibraryPath.Resolve(path) : LibraryPath.Resolve(path, process);

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Kprobe);
        RequireAttachType(program, null, "uprobe/PATH:FUNCTION or uretprobe/PATH:FUNCTION");
        string path = Resolve(Path, Process);
        ulong offset = Symbol.Length == 0 ? FileOffset : UprobeSymbol.Resolve(path, Symbol).FileOffset;
        return AttachAt(program, this, path, offset);
    }

    /// <summary>Attaches at a place that is known, for this target or one that it is a part of.</summary>
    internal KernelLink AttachAt(KernelProgram program, KernelTarget target, string path, ulong offset)
    {
        uint? type = Mode == ProbeAttachMode.TraceFileSystem ? null : PerfEvent.UnitType(Unit);
        if (type is null && (Mode is not (ProbeAttachMode.Auto or ProbeAttachMode.TraceFileSystem) || !TraceProbe.IsKnown(TraceProbe.Uprobes)))
            throw new Bytecode.BpfException($"{target.Attaching(program)}: this kernel has no uprobes (built without CONFIG_UPROBE_EVENTS){(TraceFileSystem.Folder is null ? ", or tracefs is not mounted" : "")}.");
        return type is { } unit ? AttachToUnit(program, target, unit, path, offset) : AttachInTraceFileSystem(program, target, path, offset);
    }

    private unsafe KernelLink AttachToUnit(KernelProgram program, KernelTarget target, uint unit, string path, ulong offset)
    {
        ulong config = IsReturn ? 1UL << (PerfEvent.FormatBit(Unit, "retprobe") ?? 0) : 0;
        if (ReferenceCounterOffset != 0)
        {
            int shift = PerfEvent.FormatBit(Unit, "ref_ctr_offset")
                ?? throw new Bytecode.BpfException($"{target.Attaching(program)}: this kernel cannot raise the probe's semaphore; that needs Linux 4.20.");
            config |= ReferenceCounterOffset << shift;
        }

        fixed (byte* text = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var attributes = new PerfEventAttributes { Type = unit, Config = config, Text = text, Config2 = offset };
            (int process, int cpu) = Process == 0 ? (PerfEvent.AnyProcess, 0) : (Process, PerfEvent.AnyCpu);
            BpfHandle perfEvent = PerfEvent.Open(target.Attaching(program), attributes, process, cpu, LikelyCause);
            return PerfEvent.Attach(program, target, perfEvent, Cookie, Mode);
        }
    }

    private KernelLink AttachInTraceFileSystem(KernelProgram program, KernelTarget target, string path, ulong offset)
    {
        string counter = ReferenceCounterOffset == 0 ? "" : $"(0x{ReferenceCounterOffset:x})";
        return TraceProbe.Attach(program, target, TraceProbe.Uprobes, IsReturn, $"{path}:0x{offset:x}{counter}", Process == 0 ? PerfEvent.AnyProcess : Process, Cookie, LikelyCause);
    }

    private string LikelyCause(int errno) => errno switch
    {
        SyscallErrors.NoProcess => $"there is no process {Process} (any more)",
        SyscallErrors.NoEntry => $"{Path} does not exist",
        SyscallErrors.Invalid => $"{Path} is no regular file, the place lies behind its end, or another probe there counts its users elsewhere",
        SyscallErrors.BadType => "the kernel cannot probe this instruction: it has a lock prefix or is none that it knows; probe another one of the function",
        SyscallErrors.InputOutput => "the file system of this file cannot be probed",
        _ => "",
    };
}
