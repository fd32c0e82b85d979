// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Finds what programs attach to where that is a function or type known by BTF: tracing, LSM and extension programs.</summary>
internal static class AttachPoints
{
    /// <summary>What a program attaches to.</summary>
    /// <param name="spec">The program; its target is a name, or <c>module:name</c>.</param>
    /// <param name="attachProgram">The program that it attaches to, or null for the kernel.</param>
    /// <param name="types">The kernel's types.</param>
    /// <returns>Nothing (type 0) for programs that learn their target when they are attached.</returns>
    /// <exception cref="BpfException">There is no such function or hook, or none was said.</exception>
    public static AttachPoint Find(ProgramSpec spec, KernelProgram? attachProgram, KernelTypes types)
    {
        if (attachProgram is not null)
        {
            return spec.Type is ProgramType.Tracing or ProgramType.Extension
                ? OfProgram(spec, attachProgram)
                : throw Error(spec, $"programs of the type {spec.Type.ToText()} do not attach to a program (KernelLoadOptions.AttachPrograms); freplace, fentry and fexit do");
        }

        return Naming(spec) is { } naming ? OfKernel(spec, naming, types) : default;
    }

    /// <summary>How the kernel names the types that programs attach to (kernel/bpf/verifier.c, bpf_check_attach_target); null where BTF has no part in it.</summary>
    private static (string Prefix, BtfKind Kind, string What)? Naming(ProgramSpec spec) => (spec.Type, spec.AttachType) switch
    {
        (ProgramType.Tracing, AttachType.TraceRawTracepoint) => ("btf_trace_", BtfKind.Typedef, "tracepoint"),
        (ProgramType.Tracing, AttachType.TraceIterator) => ("bpf_iter_", BtfKind.Function, "iterator"),
        (ProgramType.Tracing, _) => ("", BtfKind.Function, "function"),
        (ProgramType.Lsm, _) => ("bpf_lsm_", BtfKind.Function, "LSM hook"),
        (ProgramType.Extension, _) => ("", BtfKind.Function, "function"),
        _ => null,
    };

    private static AttachPoint OfKernel(ProgramSpec spec, (string Prefix, BtfKind Kind, string What) naming, KernelTypes types)
    {
        if (spec.Type == ProgramType.Extension)
            throw Error(spec, "it replaces a function of another program; say of which (KernelLoadOptions.AttachPrograms)");
        if (string.IsNullOrEmpty(spec.AttachTarget))
            throw Error(spec, $"its section '{spec.SectionName}' does not tell the {naming.What} it attaches to; say it (KernelLoadOptions.AttachTargets)");
        int colon = spec.AttachTarget.IndexOf(':', StringComparison.Ordinal);
        string? module = colon < 0 ? null : spec.AttachTarget[..colon];
        string name = spec.AttachTarget[(colon + 1)..];
        KernelType found = types.Find(naming.Prefix + name, naming.Kind, module) ?? throw NotFound(spec, naming, name, module, types);
        return new AttachPoint(found.Id, found.Module is null ? null : types.Handle(found.Module));
    }

    private static AttachPoint OfProgram(ProgramSpec spec, KernelProgram target)
    {
        string name = string.IsNullOrEmpty(spec.AttachTarget) ? target.Name : spec.AttachTarget;
        using KernelBtf? types = KernelBtf.OfProgram(target);
        if (types is null)
            throw Error(spec, $"it attaches to the program '{target.Name}', which was loaded without type information");
        if (!types.Read().TryFindId(name, BtfKind.Function, out uint id))
            throw Error(spec, $"it attaches to the function '{name}', which the program '{target.Name}' does not have");
        return new AttachPoint(id, Program: target.Handle);
    }

    private static BpfException NotFound(ProgramSpec spec, (string Prefix, BtfKind Kind, string What) naming, string name, string? module, KernelTypes types)
    {
        string where = module is null or "vmlinux" ? "this kernel does" : $"the module {module} does";
        if (module is not null and not "vmlinux" && !types.HasModule(module))
            return Error(spec, $"it attaches to the {naming.What} '{name}' of the module {module}, which is not loaded or has no type information");
        return Error(spec, $"it attaches to the {naming.What} '{name}', which {where} not have (or which was inlined everywhere)");
    }

    private static BpfException Error(ProgramSpec spec, string message) => new($"Loading the program '{spec.Name}': {message}.");
}
