// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Section names of tracing programs, and the targets they tell.</summary>
internal static class TracingSections
{
    /// <summary>The target, or null when the section is of another family or tells none.</summary>
    /// <exception cref="BpfException">The section tells a target in part only, or wrongly.</exception>
    public static KernelTarget? Find(KernelProgram program) => Find(program, program.Spec.SectionName);

    /// <summary>The same for another name than that of the program's own section.</summary>
    /// <exception cref="BpfException">The name tells a target in part only, or wrongly.</exception>
    public static KernelTarget? Find(KernelProgram program, string sectionName)
    {
        if (SectionName.Match(sectionName, out string? target) is not { } section)
            return null;
        string kind = section.Pattern.TrimEnd('+');
        kind = kind.EndsWith(".s", StringComparison.Ordinal) ? kind[..^2] : kind;
        return section.ProgramType switch
        {
            ProgramType.Tracepoint => Tracepoint(program, target),
            ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => new RawTracepointTarget(Require(program, target, "raw_tp/NAME", nameof(RawTracepointTarget))),
            ProgramType.Tracing when section.AttachType != AttachType.TraceIterator => new TracingTarget(),
            ProgramType.Tracing => new IteratorTarget(),
            ProgramType.Lsm when section.AttachType == AttachType.LsmCgroup =>
                throw Error(program, $"it is for a control group; say which: new {nameof(LsmCgroupTarget)}(\"/sys/fs/cgroup/…\")"),
            ProgramType.Lsm => new LsmTarget(),
            ProgramType.Kprobe => Probe(program, kind, target),
            ProgramType.PerfEvent => throw Error(program, $"its section does not tell which event; give one, such as {nameof(PerfEventTarget)}.{nameof(PerfEventTarget.Software)}({nameof(SoftwareEvent)}.{nameof(SoftwareEvent.CpuClock)}) with a frequency"),
            ProgramType.Syscall => throw Error(program, "programs of this type are not attached; run it (TestRun)"),
            _ => null,
        };
    }

    private static KernelTarget Probe(KernelProgram program, string kind, string? target) => kind switch
    {
        "kprobe" or "kretprobe" => Kprobe(program, kind, Require(program, target, $"{kind}/FUNCTION", nameof(KprobeTarget))),
        "ksyscall" or "kretsyscall" => new KsyscallTarget(Require(program, target, $"{kind}/NAME", nameof(KsyscallTarget))) { IsReturn = kind == "kretsyscall" },
        "kprobe.multi" or "kretprobe.multi" or "kprobe.session" => new KprobeMultiTarget
        {
            Pattern = Require(program, target, $"{kind}/PATTERN", nameof(KprobeMultiTarget)),
            IsReturn = kind == "kretprobe.multi",
            IsSession = kind == "kprobe.session",
        },
        "uprobe" or "uretprobe" => Uprobe(program, kind, Require(program, target, $"{kind}/PATH:FUNCTION", nameof(UprobeTarget))),
        "uprobe.multi" or "uretprobe.multi" or "uprobe.session" => UprobeMulti(program, kind, Require(program, target, $"{kind}/PATH:PATTERN", nameof(UprobeMultiTarget))),
        "usdt" => Usdt(program, Require(program, target, "usdt/PATH:PROVIDER:NAME", nameof(UsdtTarget))),
        _ => throw Error(program, $"its section '{program.Spec.SectionName}' is not known"),
    };

    private static UprobeTarget Uprobe(KernelProgram program, string kind, string target)
    {
        (string path, string symbol) = PathAndRest(program, target, $"{kind}/PATH:FUNCTION");
        return new UprobeTarget(path, symbol) { IsReturn = kind == "uretprobe" };
    }

    private static UprobeMultiTarget UprobeMulti(KernelProgram program, string kind, string target)
    {
        (string path, string pattern) = PathAndRest(program, target, $"{kind}/PATH:PATTERN");
        return new UprobeMultiTarget(path) { Pattern = pattern, IsReturn = kind == "uretprobe.multi", IsSession = kind == "uprobe.session" };
    }

    private static UsdtTarget Usdt(KernelProgram program, string target)
    {
        const string Form = "usdt/PATH:PROVIDER:NAME";
        (string path, string probe) = PathAndRest(program, target, Form);
        (string provider, string name) = PathAndRest(program, probe, Form);
        return new UsdtTarget(path, provider, name);
    }

    private static (string Path, string Inside) PathAndRest(KernelProgram program, string text, string form)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon + 1 < text.Length
            ? (text[..colon], text[(colon + 1)..])
            : throw Error(program, $"its section '{program.Spec.SectionName}' is not of the form {form}");
    }

    private static TracepointTarget Tracepoint(KernelProgram program, string? target)
    {
        string[] parts = Require(program, target, "tracepoint/CATEGORY/NAME", nameof(TracepointTarget)).Split('/');
        return parts.Length == 2
            ? new TracepointTarget(parts[0], parts[1])
            : throw Error(program, $"its section '{program.Spec.SectionName}' is not of the form tracepoint/CATEGORY/NAME");
    }

    private static KprobeTarget Kprobe(KernelProgram program, string kind, string target)
    {
        (string symbol, ulong offset) = SymbolAndOffset(program, target);
        if (kind == "kretprobe" && offset != 0)
            throw Error(program, "the return of a function has no offset; leave it out of the section");
        return new KprobeTarget(symbol) { Offset = offset, IsReturn = kind == "kretprobe" };
    }

    /// <summary>Splits <c>function+16</c> or <c>function+0x10</c>.</summary>
    private static (string Symbol, ulong Offset) SymbolAndOffset(KernelProgram program, string text)
    {
        int plus = text.LastIndexOf('+');
        if (plus < 0)
            return (text, 0);
        return TryParseNumber(text.AsSpan(plus + 1), out ulong offset)
            ? (text[..plus], offset)
            : throw Error(program, $"'{text[(plus + 1)..]}' in its section '{program.Spec.SectionName}' is no offset; decimal and 0x hexadecimal numbers are");
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out ulong number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Require(KernelProgram program, string? target, string form, string targetName) => !string.IsNullOrEmpty(target)
        ? target
        : throw Error(program, $"its section '{program.Spec.SectionName}' does not tell where (it could be {form}); give a {targetName}");

    private static BpfException Error(KernelProgram program, string message) => new($"Attaching the program '{program.Name}': {message}.");
}
