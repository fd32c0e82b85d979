// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Many functions of a program or library in user space at once (<c>uprobe.multi</c>), for programs of the type <see cref="ProgramType.Kprobe"/> that were
/// loaded for it. Give one of <see cref="Pattern"/>, <see cref="Symbols"/> and <see cref="FileOffsets"/>. Linux 6.6 and later.
/// </summary>
/// <param name="Path">The program or library: a path, or a name that <see cref="LibraryPath"/> finds.</param>
public sealed unsafe record UprobeMultiTarget(string Path) : KernelTarget
{
    private const uint ReturnFlag = 1;

    /// <summary>A pattern of function names with <c>*</c>, <c>?</c> and <c>[a-z]</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>The functions, each as <see cref="UprobeTarget.Symbol"/>.</summary>
    public ImmutableArray<string> Symbols { get; init; } = [];

    /// <summary>Where in the file the probed instructions are, in bytes.</summary>
    public ImmutableArray<ulong> FileOffsets { get; init; } = [];

    /// <summary>Where in the file the 16-bit counters are that the kernel raises while the probes are there, for each of <see cref="FileOffsets"/>; 0 for none; empty for none at all.</summary>
    public ImmutableArray<ulong> ReferenceCounterOffsets { get; init; } = [];

    /// <summary>What <c>bpf_get_attach_cookie</c> answers for each of <see cref="Symbols"/> or <see cref="FileOffsets"/>, in their order; empty for none.</summary>
    public ImmutableArray<ulong> Cookies { get; init; } = [];

    /// <summary>The one process to probe, with all its threads; 0 for all. Paths are then those that this process sees.</summary>
    public int Process { get; init; }

    /// <summary>Whether the program runs when the functions return.</summary>
    public bool IsReturn { get; init; }

    /// <summary>
    /// Whether the program runs both when a function is entered and when it returns (section <c>uprobe.session/…</c>, Linux 6.13 and later); a value
    /// other than 0 at the entry leaves the return out.
    /// </summary>
    public bool IsSession { get; init; }

    internal override bool CanReplaceProgram => false;

    private AttachType Hook => IsSession ? AttachType.TraceUprobeSession : AttachType.TraceUprobeMulti;

    /// <summary>The section name of such a program; the number of places where they are not given by a pattern.</summary>
    public override string ToString()
    {
        string kind = IsSession ? "uprobe.session" : IsReturn ? "uretprobe.multi" : "uprobe.multi";
        string places = Pattern ?? (Symbols.Length == 1 ? Symbols[0] : $"({Math.Max(Symbols.Length, FileOffsets.Length)} places)");
        return $"{kind}/{Path}:{places}{UprobeTarget.ProcessText(Process)}";
    }

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Kprobe);
        RequireAttachType(program, Hook, IsSession ? "uprobe.session/PATH:PATTERN" : "uprobe.multi/PATH:PATTERN or uretprobe.multi/PATH:PATTERN");
        CheckOptions(program);
        string path = UprobeTarget.Resolve(Path, Process);
        if (!FileOffsets.IsEmpty)
            return AttachAt(program, this, path);
        UserSymbols symbols = UserSymbols.Load(path);
        ImmutableArray<ulong> offsets = Pattern is { } pattern
            ? [.. UprobeSymbol.ResolveAll(symbols, pattern).Select(symbol => symbol.FileOffset).Distinct()]
            : [.. Symbols.Select(symbol => UprobeSymbol.Resolve(symbols, symbol).FileOffset)];
        return (this with { FileOffsets = offsets }).AttachAt(program, this, path);
    }

    /// <summary>Attaches at <see cref="FileOffsets"/> of a file, for this target or one that it is a part of.</summary>
    internal BpfLink AttachAt(KernelProgram program, KernelTarget target, string path)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(path + "\0"))
        fixed (ulong* offsets = FileOffsets.AsSpan())
        fixed (ulong* counters = ReferenceCounterOffsets.AsSpan())
        fixed (ulong* cookies = Cookies.AsSpan())
        {
            var attributes = new LinkCreateAttributes
            {
                AttachType = (uint)Hook,
                UprobeMultiPath = text,
                UprobeMultiOffsets = offsets,
                UprobeMultiReferenceCounters = counters,
                UprobeMultiCookies = cookies,
                UprobeMultiCount = (uint)FileOffsets.Length,
                UprobeMultiFlags = IsReturn ? ReturnFlag : 0,
                UprobeMultiProcess = (uint)Process,
            };
            return BpfLink.Create(program, target, ref attributes, LikelyCause);
        }
    }

    private void CheckOptions(KernelProgram program)
    {
        int given = (Pattern is null ? 0 : 1) + (Symbols.IsEmpty ? 0 : 1) + (FileOffsets.IsEmpty ? 0 : 1);
        if (given != 1)
            throw new BpfException($"{Attaching(program)}: give one of a pattern, symbols and file offsets; {given} were given.");
        int places = Math.Max(Symbols.Length, FileOffsets.Length);
        if (!Cookies.IsEmpty && Cookies.Length != places)
            throw new BpfException($"{Attaching(program)}: there are {Cookies.Length} cookies for {(Pattern is null ? $"{places} places" : "a pattern, which has none")}.");
        if (!ReferenceCounterOffsets.IsEmpty && ReferenceCounterOffsets.Length != FileOffsets.Length)
            throw new BpfException($"{Attaching(program)}: there are {ReferenceCounterOffsets.Length} counters for {FileOffsets.Length} file offsets.");
        if (IsReturn && IsSession)
            throw new BpfException($"{Attaching(program)}: a session covers entry and return; leave out {nameof(IsReturn)}.");
    }

    private string LikelyCause(int errno) => errno switch
    {
        SyscallErrors.NoProcess => $"there is no process {Process} (any more)",
        SyscallErrors.NoEntry => $"{Path} does not exist",
        SyscallErrors.BadDescriptor => $"{Path} is no regular file",
        SyscallErrors.Invalid => "a place lies behind the end of the file, or this kernel has no uprobe.multi (Linux 6.6; sessions 6.13)",
        SyscallErrors.NotSupported => "this kernel has no uprobe.multi (built without CONFIG_UPROBES)",
        SyscallErrors.BadType => "the kernel cannot probe one of the instructions: it has a lock prefix or is none that it knows",
        SyscallErrors.TooBig => "more places than the kernel takes at once (1,048,576)",
        _ => "",
    };
}
