// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A kernel function, or an instruction in one, for programs of the type <see cref="ProgramType.Kprobe"/>; their context is <c>struct pt_regs</c>.
/// The program runs for every task. Needs a kernel with <c>CONFIG_KPROBE_EVENTS</c>.
/// </summary>
/// <param name="Symbol">The function, for example <c>do_unlinkat</c>, or <c>module:function</c>; empty to use <see cref="Offset"/> as an address.</param>
public sealed record KprobeTarget(string Symbol) : KernelTarget
{
    private const string Unit = "kprobe";

    /// <summary>How many bytes behind the function's first the probed instruction is; must be where an instruction starts. Without a symbol, the address.</summary>
    public ulong Offset { get; init; }

    /// <summary>Whether the program runs when the function returns (a kretprobe); then <see cref="Offset"/> must be 0.</summary>
    public bool IsReturn { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 5.15 and later.</summary>
    public ulong Cookie { get; init; }

    /// <summary>By which interface of the kernel.</summary>
    public ProbeAttachMode Mode { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of such a program.</summary>
    public override string ToString() => (IsReturn ? "kretprobe/" : "kprobe/")
        + (Symbol.Length == 0 ? $"0x{Offset:x}" : Offset == 0 ? Symbol : $"{Symbol}+0x{Offset:x}");

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Kprobe);
        RequireAttachType(program, null, "kprobe/FUNCTION or kretprobe/FUNCTION");
        if (IsReturn && Symbol.Length > 0 && Offset != 0)
            throw new BpfException($"{Attaching(program)}: the return of a function has no offset; give none.");
        uint? type = Mode == ProbeAttachMode.TraceFileSystem ? null : PerfEvent.UnitType(Unit);
        if (type is null && (Mode is not (ProbeAttachMode.Auto or ProbeAttachMode.TraceFileSystem) || !TraceProbe.IsKnown(TraceProbe.Kprobes)))
            throw new BpfException($"{Attaching(program)}: {TraceProbe.WhyNoKprobes}");
        return type is { } unit ? AttachToUnit(program, unit) : AttachInTraceFileSystem(program);
    }

    private unsafe KernelLink AttachToUnit(KernelProgram program, uint unit)
    {
        ulong config = IsReturn ? 1UL << (PerfEvent.FormatBit(Unit, "retprobe") ?? 0) : 0;
        byte[] name = Encoding.UTF8.GetBytes(Symbol + "\0");
        fixed (byte* symbol = name)
        {
            var attributes = new PerfEventAttributes { Type = unit, Config = config, Text = Symbol.Length == 0 ? null : symbol, Config2 = Offset };
            BpfHandle perfEvent = PerfEvent.Open(Attaching(program), attributes, PerfEvent.AnyProcess, 0, LikelyCause);
            return PerfEvent.Attach(program, this, perfEvent, Cookie, Mode);
        }
    }

    private KernelLink AttachInTraceFileSystem(KernelProgram program)
    {
        string place = Symbol.Length == 0 ? $"0x{Offset:x}" : Offset == 0 ? Symbol : string.Create(CultureInfo.InvariantCulture, $"{Symbol}+{Offset}");
        return TraceProbe.Attach(program, this, TraceProbe.Kprobes, IsReturn, place, PerfEvent.AnyProcess, Cookie, LikelyCause);
    }

    private string LikelyCause(int errno)
    {
        string name = Symbol[(Symbol.IndexOf(':', StringComparison.Ordinal) + 1)..];
        bool isKnown = name.Length == 0 || KernelSymbols.Current.Contains(name);
        return errno switch
        {
            SyscallErrors.NoEntry or SyscallErrors.Invalid when !isKnown =>
                $"this kernel has no function '{name}': it may be of another version, inlined, or in a module that is not loaded",
            SyscallErrors.AddressNotAvailable => $"several functions have the name '{name}'; use an address (an empty symbol and the address as offset)",
            SyscallErrors.Invalid => "the kernel refuses to probe this place: the function is on its blacklist (debugfs kprobes/blacklist), or it is no function",
            SyscallErrors.NoEntry or SyscallErrors.NoDeviceOrAddress => $"the module of '{Symbol}' is not loaded",
            SyscallErrors.IllegalSequence => "no instruction starts at this offset",
            _ => "",
        };
    }
}
