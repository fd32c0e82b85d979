// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Makes a program ready to be analysed: types by CO-RE, maps, kernel variables and functions, its own functions and flow.</summary>
/// <remarks>
/// The order of the steps is the kernel's, since the first fault is the one that is reported: what the loader refuses, what the system call
/// refuses, and then what the verifier checks before it walks any path.
/// </remarks>
internal static class ProgramResolver
{
    /// <summary>Resolves a program, checking all that can be checked without walking its paths.</summary>
    /// <exception cref="Refusal">The program is not well formed, or refers to what is not there.</exception>
    public static VerifiedProgram Resolve(BpfObject bpfObject, ProgramSpec program, VerifierOptions options)
    {
        try
        {
            var btfs = new BtfSet(bpfObject.Btf, options.KernelBtf, options.Modules);
            var symbols = new KernelSymbols(bpfObject, btfs, options.Host);
            var links = new ReferenceLinker(bpfObject, Relocate(bpfObject, Adapt(program, options), options), symbols);
            LoadRules.Check(links.Program, options);
            return Resolve(bpfObject, options, links, symbols, btfs);
        }
        catch (CoreRelocationException error)
        {
            throw new Refusal(error.Message, FailureKind.Structure, null);
        }
    }

    private static VerifiedProgram Resolve(BpfObject bpfObject, VerifierOptions options, ReferenceLinker links, KernelSymbols symbols, BtfSet btfs)
    {
        ProgramSpec spec = links.Program;
        Instruction[] instructions = links.Instructions;
        AttachPoint? attachPoint = AttachPoints.Find(bpfObject, spec, options, btfs);
        bool isGplCompatible = License.IsGplCompatible(bpfObject.License);

        List<Subprogram> subprograms = FindFunctions(FunctionTypes.Of(bpfObject, spec), links, btfs, options, isGplCompatible);

        // A program that replaces another is what the other is.
        ProgramType actsAs = attachPoint?.Target is { } target && spec.Type == ProgramType.Extension ? target.Program.Type : spec.Type;
        var maps = new MapResolver(bpfObject, options, btfs);
        var compatibility = new MapCompatibility(actsAs, spec.IsSleepable, options.IsUnprivileged);
        var loads = new WideLoadResolver(bpfObject, links, maps, compatibility, symbols, btfs);
        loads.Resolve(subprograms);

        var flow = new FlowGraph(instructions);
        FlowChecker.Check(instructions, flow, subprograms, options.IsUnprivileged);
        VerifiedProgram resolved = new()
        {
            Object = bpfObject,
            Spec = spec,
            Options = options,
            Instructions = instructions,
            Facts = new InstructionFacts[instructions.Length],
            WideValues = loads.Values,
            KernelFunctions = links.KernelFunctions,
            Maps = maps.All,
            Btfs = btfs,
            Subprograms = subprograms,
            Flow = flow,
            PostOrder = flow.PostOrder(subprograms),
            Arena = compatibility.Arena,
            Type = actsAs,
            AttachType = spec.Type == ProgramType.Extension ? attachPoint?.Target?.Program.AttachType : spec.AttachType,
            AttachPoint = attachPoint,
            IsGplCompatible = isGplCompatible,
        };
        Mark(resolved);
        return resolved;
    }

    private static List<Subprogram> FindFunctions(FunctionTypes? types, ReferenceLinker links, BtfSet btfs, VerifierOptions options, bool isGplCompatible)
    {
        types?.CheckRecords();
        List<Subprogram> subprograms = new SubprogramFinder(links, btfs.KernelBtf, options.IsUnprivileged).Find(types, isGplCompatible);
        FunctionBounds.Check(links.Instructions, subprograms);
        if (types is null)
        {
            FunctionTypes.CheckUntyped(subprograms);
            return subprograms;
        }

        types.CheckLayout(subprograms);
        LineTypes.Check(links.Program, links.Instructions, subprograms);
        return subprograms;
    }

    /// <summary>Finds what is to be known of each instruction before the walk.</summary>
    private static void Mark(VerifiedProgram program)
    {
        MarkMalformed(program);
        FlowMarker.Mark(program);
        AttachRules.Check(program);
        LoopFinder.Mark(program);
        RegisterLiveness.Mark(program);
        FastCalls.Mark(program);
    }

    /// <summary>The program as a loader of the target's time would load it.</summary>
    private static ProgramSpec Adapt(ProgramSpec program, VerifierOptions options)
    {
        if (options.ProgramType is { } type && type != program.Type)
            program = program with { Type = type };
        bool isUsdt = program is { Type: ProgramType.Kprobe, AttachType: null } && program.SectionName.Split('/')[0] is "usdt" or "usdt.s";
        return isUsdt ? program with { AttachType = AttachType.TraceUprobeMulti } : program;
    }

    private static ProgramSpec Relocate(BpfObject bpfObject, ProgramSpec program, VerifierOptions options)
    {
        if (program.CoreRelocations.IsEmpty || bpfObject.Btf is not { } local)
            return program;
        return new CoreRelocator(local, options.KernelBtf ?? local, options.Modules).Apply(program).Program;
    }

    /// <summary>Marks the instructions whose fields are not right, for when a path comes to them.</summary>
    private static void MarkMalformed(VerifiedProgram program)
    {
        for (int i = 0; i < program.Instructions.Length; i += program.Instructions[i].SlotCount)
            program.Facts[i].IsMalformed = InstructionRules.Fault(program.Instructions[i], program.Arena is not null) is not null;
    }
}
