// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Many kernel functions at once (<c>kprobe.multi</c>), for programs of the type <see cref="ProgramType.Kprobe"/> that were loaded for it; attaching to
/// thousands takes milliseconds. Give one of <see cref="Pattern"/>, <see cref="Symbols"/> and <see cref="Addresses"/>. Linux 5.18 and later, with
/// <c>CONFIG_FPROBE</c>.
/// </summary>
public sealed unsafe record KprobeMultiTarget : KernelTarget
{
    private const uint ReturnFlag = 1;

    /// <summary>A pattern of function names with <c>*</c>, <c>?</c> and <c>[a-z]</c>; <c>module:name</c> for those of a module.</summary>
    public string? Pattern { get; init; }

    /// <summary>The names of functions; each must be unique in the kernel.</summary>
    public ImmutableArray<string> Symbols { get; init; } = [];

    /// <summary>The addresses of functions.</summary>
    public ImmutableArray<ulong> Addresses { get; init; } = [];

    /// <summary>What <c>bpf_get_attach_cookie</c> answers for each of <see cref="Symbols"/> or <see cref="Addresses"/>, in their order; empty for none.</summary>
    public ImmutableArray<ulong> Cookies { get; init; } = [];

    /// <summary>Whether the program runs when the functions return.</summary>
    public bool IsReturn { get; init; }

    /// <summary>
    /// Whether the program runs both when a function is entered and when it returns (section <c>kprobe.session/…</c>, Linux 6.10 and later); a value
    /// other than 0 at the entry leaves the return out.
    /// </summary>
    public bool IsSession { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of such a program; the number of functions where they are not given by a pattern.</summary>
    public override string ToString()
    {
        string kind = IsSession ? "kprobe.session" : IsReturn ? "kretprobe.multi" : "kprobe.multi";
        return $"{kind}/{Pattern ?? (Symbols.Length == 1 ? Symbols[0] : $"({Math.Max(Symbols.Length, Addresses.Length)} functions)")}";
    }

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Kprobe);
        RequireAttachType(program, IsSession ? AttachType.TraceKprobeSession : AttachType.TraceKprobeMulti,
            IsSession ? "kprobe.session/PATTERN" : "kprobe.multi/PATTERN or kretprobe.multi/PATTERN");
        CheckOptions(program);
        return Pattern is null ? Link(program, Symbols, Addresses) : AttachToPattern(program, Pattern);
    }

    private void CheckOptions(KernelProgram program)
    {
        int given = (Pattern is null ? 0 : 1) + (Symbols.IsEmpty ? 0 : 1) + (Addresses.IsEmpty ? 0 : 1);
        if (given != 1)
            throw new BpfException($"{Attaching(program)}: give one of a pattern, symbols and addresses; {given} were given.");
        if (!Cookies.IsEmpty && Cookies.Length != Math.Max(Symbols.Length, Addresses.Length))
            throw new BpfException($"{Attaching(program)}: there are {Cookies.Length} cookies for {(Pattern is null ? $"{Math.Max(Symbols.Length, Addresses.Length)} functions" : "a pattern, which has none")}.");
        if (IsReturn && IsSession)
            throw new BpfException($"{Attaching(program)}: a session covers entry and return; leave out {nameof(IsReturn)}.");
    }

    private BpfLink AttachToPattern(KernelProgram program, string pattern)
    {
        KernelFunction[] functions = [.. KernelFunctions.Matching(pattern)];
        if (functions.Length == 0)
            throw new BpfException($"{Attaching(program)}: no kernel function that can be traced matches '{pattern}'{(KernelFunctions.TraceableList is null ? "" : $"; {KernelFunctions.TraceableList} lists them")}.");

        // Names need not be unique, addresses are; without addresses a name with several functions is left out.
        if (functions.All(function => function.Address != 0))
            return Link(program, [], [.. functions.Select(function => function.Address).Distinct().Order()]);
        ImmutableArray<ulong> addresses =
        [
            .. functions.Select(function => KernelSymbols.Current.Find(function.Name, function.Module).Where(symbol => symbol.IsFunction).ToArray())
                .Where(symbols => symbols.Length == 1 && symbols[0].Address != 0)
                .Select(symbols => symbols[0].Address).Distinct().Order(),
        ];
        return addresses.IsEmpty ? Link(program, [.. functions.Select(function => function.Name).Distinct()], []) : Link(program, [], addresses);
    }

    private BpfLink Link(KernelProgram program, ImmutableArray<string> symbols, ImmutableArray<ulong> addresses)
    {
        using var names = new NativeStrings(symbols);
        fixed (ulong* addressPointer = addresses.AsSpan())
        fixed (ulong* cookiePointer = Cookies.AsSpan())
        {
            var attributes = new LinkCreateAttributes
            {
                AttachType = (uint)(IsSession ? AttachType.TraceKprobeSession : AttachType.TraceKprobeMulti),
                KprobeMultiFlags = IsReturn ? ReturnFlag : 0,
                KprobeMultiCount = (uint)Math.Max(symbols.Length, addresses.Length),
                KprobeMultiSymbols = names.Pointer,
                KprobeMultiAddresses = addressPointer,
                KprobeMultiCookies = cookiePointer,
            };
            return BpfLink.Create(program, this, ref attributes, LikelyCause);
        }
    }

    private string LikelyCause(int errno) => errno switch
    {
        SyscallErrors.NotSupported => "this kernel has no kprobe.multi (built without CONFIG_FPROBE); kprobes one by one, tracepoints and uprobes may do",
        SyscallErrors.NoProcess or SyscallErrors.NoEntry => $"one of the functions does not exist or cannot be traced{(KernelFunctions.TraceableList is null ? "" : $"; {KernelFunctions.TraceableList} lists those that can")}",
        SyscallErrors.Invalid => "one of the functions cannot be traced, a name belongs to several, or this kernel has no kprobe.multi (Linux 5.18; sessions 6.10)",
        SyscallErrors.TooBig => "more functions than the kernel takes at once (1,048,576)",
        _ => "",
    };
}
