// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>
/// Adapts programs to the types of the kernel they are to run on ("compile once, run everywhere"): every recorded question about a field, a type or
/// an enumerator is answered by the target's BTF, and the answer is put into the instruction.
/// </summary>
/// <remarks>
/// <para>Types are matched by name without <c>___flavour</c> and by kind; members by name, through anonymous structures and unions. Where several types
/// of the target match, they must agree, otherwise the relocation is an error that names them. Module BTFs are asked only when the kernel proper has
/// no type of that name.</para>
/// <para>A field or enumerator that the target has not leaves its instruction poisoned: a call of a helper that does not exist, which is harmless as long
/// as no path reaches it. The reason is kept in <see cref="ProgramSpec.PoisonedInstructions"/>.</para>
/// <para>Without a kernel, give the object's own BTF as the target: every type then stands for itself, and programs stay as the compiler made them.</para>
/// <para>The rules are those of the kernel's own loader library, since programs are written against them. Use one relocator for all programs of an object, as
/// its candidates are remembered. Not safe for several threads at once.</para>
/// </remarks>
/// <example>
/// <code>
/// var relocator = new CoreRelocator(objectBtf, Btf.LoadKernel());
/// CoreResult result = relocator.Apply(program);
/// </code>
/// </example>
public sealed class CoreRelocator
{
    private readonly Btf _local;
    private readonly Btf _target;
    private readonly IEnumerable<CoreModule> _modules;
    private readonly Dictionary<uint, List<CoreCandidate>> _candidates = [];

    /// <summary>Prepares the relocation of an object's programs.</summary>
    /// <param name="local">The object's own BTF.</param>
    /// <param name="target">The BTF of the kernel the programs are to run on.</param>
    /// <param name="modules">The BTF of the kernel's modules; enumerated only when a type is not found in the kernel proper.</param>
    public CoreRelocator(Btf local, Btf target, IEnumerable<CoreModule>? modules = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(target);
        _local = local;
        _target = target;
        _modules = modules ?? [];
    }

    /// <summary>
    /// Whether a type of an object and a type of a target are of the same kind all the way down: pointers, arrays, the parameters and result of functions.
    /// Names and members below are not compared.
    /// </summary>
    /// <param name="local">The object's BTF.</param>
    /// <param name="localId">A type in it.</param>
    /// <param name="target">The target's BTF.</param>
    /// <param name="targetId">A type in it.</param>
    /// <exception cref="ObjectFormatException">One of the BTFs is damaged.</exception>
    public static bool AreCompatible(Btf local, uint localId, Btf target, uint targetId)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(target);
        return new CoreTypeRules(local, target).TypesAreCompatible(local.Resolve(localId), target.Resolve(targetId));
    }

    /// <summary>Applies every CO-RE relocation of a program.</summary>
    /// <param name="program">The program, as the object holds it.</param>
    /// <returns>The relocated program, and what became of each relocation.</returns>
    /// <exception cref="CoreRelocationException">A relocation is damaged, ambiguous or does not fit its instruction.</exception>
    /// <exception cref="ObjectFormatException">One of the BTFs is damaged.</exception>
    public CoreResult Apply(ProgramSpec program)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.CoreRelocations.IsEmpty)
            return new CoreResult(program, []);
        Instruction[] instructions = [.. program.Instructions];
        var results = ImmutableArray.CreateBuilder<CoreRelocationResult>(program.CoreRelocations.Length);
        var poisoned = ImmutableArray.CreateBuilder<PoisonedInstruction>();
        poisoned.AddRange(program.PoisonedInstructions);
        foreach (CoreRelocation relocation in program.CoreRelocations)
        {
            CoreRelocationResult result = Apply(program.Name, instructions, relocation);
            results.Add(result);
            if (result.Explanation is not null)
                poisoned.Add(new PoisonedInstruction(relocation.Instruction, result.Explanation));
        }

        ProgramSpec relocated = program with
        {
            Instructions = ImmutableArray.Create(instructions),
            CoreRelocations = [],
            PoisonedInstructions = poisoned.ToImmutable(),
        };
        return new CoreResult(relocated, results.MoveToImmutable());
    }

    private CoreRelocationResult Apply(string program, Instruction[] instructions, CoreRelocation relocation)
    {
        try
        {
            if ((uint)relocation.Instruction >= (uint)instructions.Length)
                throw new FormatException($"the program has {instructions.Length} instructions");
            CoreSpec local = CoreSpec.Parse(_local, relocation);
            CoreValue localValue = CoreValue.Of(relocation.Kind, local)!.Value;
            Answer answer = relocation.Kind == CoreRelocationKind.TypeIdLocal
                ? new Answer(default, local, localValue)
                : Resolve(program, relocation, local);

            string? reason = answer.Value is { } value
                ? CorePatcher.Patch(instructions, relocation.Instruction, localValue, value, SizeMayChange(local, localValue, answer))
                : Absent(local);
            if (reason is not null)
                CorePatcher.Poison(instructions, relocation.Instruction);
            return new CoreRelocationResult(
                relocation,
                IsPoisoned: reason is not null,
                localValue.Value,
                reason is null ? answer.Value!.Value.Value : 0,
                local.ToString(),
                answer.Candidate.Btf is null ? null : CoreNames.Describe(answer.Candidate),
                reason is null ? null : $"CO-RE relocation of {local} ({Words(relocation.Kind)}): {reason}.");
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new CoreRelocationException($"{Doing(program, relocation)}: {error.Message}.", program, relocation);
        }
    }

    /// <summary>Asks every candidate. All that have an answer must give the same one; those without are not asked again for this type.</summary>
    private Answer Resolve(string program, CoreRelocation relocation, CoreSpec local)
    {
        List<CoreCandidate> candidates = Candidates(relocation.TypeId);
        var answers = new List<Answer>();
        foreach (CoreCandidate candidate in candidates)
        {
            if (new CoreMatcher(local, candidate.Btf, candidate.Id).Match() is { } found)
                answers.Add(new Answer(candidate, found, CoreValue.Of(relocation.Kind, found)));
        }

        if (answers.Count == 0)
            return new Answer(default, null, CoreValue.Of(relocation.Kind, null));
        Answer first = answers[0];
        if (answers.Exists(other => other.Value?.Value != first.Value?.Value || other.Spec!.BitOffset != first.Spec!.BitOffset))
        {
            string[] names = [.. answers.Select(answer =>
                $"{CoreNames.Describe(answer.Candidate)} ({(answer.Value is { } value ? value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : "absent")})")];
            throw new CoreRelocationException(
                $"{Doing(program, relocation)}: {local} ({Words(relocation.Kind)}) is ambiguous; candidates are {string.Join(", ", names)}.",
                program, relocation, [.. answers.Select(answer => CoreNames.Describe(answer.Candidate))]);
        }

        candidates.Clear();
        candidates.AddRange(answers.Select(answer => answer.Candidate));
        return first;
    }

    private List<CoreCandidate> Candidates(uint localId)
    {
        if (_candidates.TryGetValue(localId, out List<CoreCandidate>? known))
            return known;
        BtfRecord local = _local.Record(localId);
        if (local.NameOffset == 0)
            throw new FormatException($"type {localId} has no name by which the target's could be found");
        byte[] name = CoreNames.Essential(local.Name).ToArray();
        var found = new List<CoreCandidate>();
        if (ReferenceEquals(_local, _target))
            return _candidates[localId] = [new CoreCandidate(_local, localId, null)];
        if (_target.Base is not null)
            AddCandidates(_target.Base, local.Kind, name, null, found);
        AddCandidates(_target, local.Kind, name, null, found);
        if (found.Count == 0)
        {
            foreach (CoreModule module in _modules)
                AddCandidates(module.Btf, local.Kind, name, module.Name, found);
        }

        return _candidates[localId] = found;
    }

    private static void AddCandidates(Btf btf, BtfKind kind, byte[] essentialName, string? module, List<CoreCandidate> found)
    {
        var ids = new List<uint>();
        btf.CollectByEssentialName(essentialName, ids);
        found.AddRange(ids.Where(id => CoreTypeRules.SameKind(btf.KindOf(id), kind)).Select(id => new CoreCandidate(btf, id, module)));
    }

    /// <summary>
    /// A load or store may follow a change of size when the value is zero-extended on both sides: unsigned integers, and pointers, which are
    /// 64 bits wide in the object and 32 on a 32-bit kernel.
    /// </summary>
    private static bool SizeMayChange(CoreSpec local, CoreValue localValue, Answer answer)
    {
        if (localValue.AccessTypeId == 0 || answer.Value is not { AccessTypeId: not 0 } value)
            return false;
        BtfRecord own = local.Btf.Record(localValue.AccessTypeId);
        BtfRecord target = answer.Spec!.Btf.Record(value.AccessTypeId);
        return (own.Kind == BtfKind.Pointer && target.Kind == BtfKind.Pointer)
            || (own.Kind == BtfKind.Int && target.Kind == BtfKind.Int && !CoreTypeRules.IsSigned(own) && !CoreTypeRules.IsSigned(target));
    }

    private string Absent(CoreSpec local)
    {
        List<CoreCandidate> candidates = Candidates(local.RootId);
        return candidates.Count == 0
            ? "the target has no type of that name and kind"
            : $"the target does not have it in {string.Join(", ", candidates.Select(CoreNames.Describe))}";
    }

    private static string Doing(string program, CoreRelocation relocation) =>
        $"Applying the CO-RE relocation of instruction {relocation.Instruction} of program '{program}' (type {relocation.TypeId}, access '{relocation.AccessPath}')";

    private static string Words(CoreRelocationKind kind) => kind switch
    {
        CoreRelocationKind.FieldByteOffset => "byte offset of a field",
        CoreRelocationKind.FieldByteSize => "size of a field",
        CoreRelocationKind.FieldExists => "existence of a field",
        CoreRelocationKind.FieldSigned => "sign of a field",
        CoreRelocationKind.FieldLeftShift => "left shift for a bit field",
        CoreRelocationKind.FieldRightShift => "right shift for a bit field",
        CoreRelocationKind.TypeIdLocal => "local type id",
        CoreRelocationKind.TypeIdTarget => "target type id",
        CoreRelocationKind.TypeExists => "existence of a type",
        CoreRelocationKind.TypeSize => "size of a type",
        CoreRelocationKind.EnumValueExists => "existence of an enumerator",
        CoreRelocationKind.EnumValue => "value of an enumerator",
        CoreRelocationKind.TypeMatches => "match of a type",
        _ => $"kind {(uint)kind}",
    };

    /// <summary>A candidate with what it says; without a value where it has no answer.</summary>
    private readonly record struct Answer(CoreCandidate Candidate, CoreSpec? Spec, CoreValue? Value);
}
