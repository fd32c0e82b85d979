// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Reads what a function of the program takes from its signature in BTF and the tags on its parameters.</summary>
internal sealed class SignatureReader
{
    private const int MaximumArguments = 5;
    private const string TagPrefix = "arg:";

    private readonly VerifiedProgram _program;
    private Dictionary<(uint Function, int Parameter), List<string>>? _tags;

    [Flags]
    private enum Tags
    {
        None = 0,
        Context = 1,
        NonNull = 2,
        Trusted = 4,
        Nullable = 8,
        Arena = 16,
        Untrusted = 32,
    }

    /// <summary>Reads functions of a program.</summary>
    public SignatureReader(VerifiedProgram program) => _program = program;

    private Btf Btf => _program.Btfs.ProgramBtf!;

    /// <summary>The arguments of a global function, read once.</summary>
    /// <exception cref="Refusal">The signature is not one that the kernel can verify a function by.</exception>
    public ImmutableArray<SubprogramArgument> Read(Subprogram function)
    {
        if (!function.Arguments.IsDefault)
            return function.Arguments;
        if (function.TypeId == 0)
            throw Refuse(function, "Global functions need valid BTF");
        var declared = (BtfFunction)Btf[function.TypeId];
        var prototype = (BtfFunctionPrototype)Btf[declared.TypeId];
        int count = prototype.Parameters.Length;
        if (count > MaximumArguments)
            throw Refuse(function, $"Global function {declared.Name}() with {count} > {MaximumArguments} args. Buggy compiler.");
        if (!IsNumber(Btf.KindOf(Btf.Resolve(prototype.ReturnTypeId))))
            throw Refuse(function, $"Global function {declared.Name}() doesn't return scalar. Only those are supported.");
        var arguments = ImmutableArray.CreateBuilder<SubprogramArgument>(count);
        for (int i = 0; i < count; i++)
            arguments.Add(Argument(function, declared, prototype.Parameters[i].TypeId, i));
        function.Arguments = arguments.MoveToImmutable();
        return function.Arguments;
    }

    private SubprogramArgument Argument(Subprogram function, BtfFunction declared, uint type, int index)
    {
        Tags tags = TagsOf(function, declared, index);
        BtfType parameter = Btf[Btf.Resolve(type)];
        if (parameter is BtfPointer pointer)
            return Pointer(function, pointer.TypeId, index, tags);
        if (tags != 0)
            throw Refuse(function, $"arg#{index} has pointer tag, but is not a pointer type");
        return IsNumber(parameter.Kind)
            ? new SubprogramArgument(ValueKind.Scalar)
            : throw Refuse(function, $"Arg#{index} type {parameter.Kind.ToText()} in {declared.Name}() is not supported yet.");
    }

    private SubprogramArgument Pointer(Subprogram function, uint pointed, int index, Tags tags)
    {
        if ((tags & Tags.Context) != 0 || ContextTypes.IsContext(Btf, pointed, _program.Type))
            return Context(function, pointed, index, tags);
        if (Btf[Btf.Resolve(pointed)] is BtfStruct { Name: "bpf_dynptr" })
            return tags == 0 ? new SubprogramArgument(ValueKind.DynptrPointer, ValueFlags.ReadOnly) : throw Combination(function, index);
        if ((tags & Tags.Trusted) != 0)
        {
            if ((tags & Tags.NonNull) != 0)
                throw Combination(function, index);
            ValueFlags flags = ValueFlags.Trusted | ((tags & Tags.Nullable) != 0 ? ValueFlags.MaybeNull : 0);
            return new SubprogramArgument(ValueKind.BtfObject, flags, 0, BtfSet.Kernel, KernelType(function, pointed, index));
        }

        if ((tags & Tags.Untrusted) != 0)
            return Untrusted(function, pointed, index, tags);
        if ((tags & Tags.Arena) != 0)
        {
            return tags == Tags.Arena
                ? new SubprogramArgument(ValueKind.Arena)
                : throw Refuse(function, $"arg#{index} arena cannot be combined with any other tags");
        }

        return Memory(function, pointed, index, tags);
    }

    private SubprogramArgument Context(Subprogram function, uint pointed, int index, Tags tags)
    {
        if ((tags & ~Tags.Context) != 0)
            throw Combination(function, index);
        string? fault = (tags & Tags.Context) != 0 ? ContextTypes.TaggedFault(Btf, pointed, index, _program.Type, _program.AttachType) : null;
        return fault is null ? new SubprogramArgument(ValueKind.Context) : throw Refuse(function, fault);
    }

    private SubprogramArgument Untrusted(Subprogram function, uint pointed, int index, Tags tags)
    {
        if (tags != Tags.Untrusted)
            throw Refuse(function, $"arg#{index} untrusted cannot be combined with any other tags");
        BtfKind kind = Btf.KindOf(Btf.Resolve(pointed));
        if (kind is BtfKind.Void || IsNumber(kind))
            return new SubprogramArgument(ValueKind.Memory, ValueFlags.ReadOnly | ValueFlags.Untrusted);
        uint id = KernelType(function, pointed, index);
        BtfType type = _program.Btfs.KernelBtf![id];
        return type is BtfStruct
            ? new SubprogramArgument(ValueKind.BtfObject, ValueFlags.Untrusted, 0, BtfSet.Kernel, id)
            : throw Refuse(function, $"arg#{index} has type {type.Kind.ToText()} '{type.Name}', but only struct or primitive types are allowed");
    }

    private SubprogramArgument Memory(Subprogram function, uint pointed, int index, Tags tags)
    {
        const int InvalidArgument = -22;
        if ((tags & Tags.Nullable) != 0)
            throw Combination(function, index);
        uint id = Btf.Resolve(pointed);
        BtfKind kind = Btf.KindOf(id);
        bool hasSize = kind is not (BtfKind.Void or BtfKind.Forward or BtfKind.FunctionPrototype);
        if (!hasSize || !Btf.TryGetSize(id, out long size) || size > int.MaxValue)
            throw Refuse(function, $"arg#{index} reference type('{kind.ToText()} {(kind == BtfKind.Void ? "" : Btf.NameOf(id))}') size cannot be determined: {InvalidArgument}");
        return new SubprogramArgument(ValueKind.Memory, (tags & Tags.NonNull) != 0 ? 0 : ValueFlags.MaybeNull, (int)size);
    }

    /// <summary>The one type of the kernel proper that has the name and kind of the program's.</summary>
    private uint KernelType(Subprogram function, uint pointed, int index)
    {
        uint id = Btf.Resolve(pointed);
        (BtfKind kind, string name) = (Btf.KindOf(id), KernelSymbols.StripFlavour(Btf.NameOf(id)));
        string subject = $"arg#{index} reference type('{kind.ToText()} {name}')";
        if (_program.Btfs.KernelBtf is not { } kernel)
            throw Refuse(function, $"{subject} is checked against the kernel's types, which are needed (VerifierOptions.KernelBtf, --kernel-btf FILE)");
        IReadOnlyList<BtfType> candidates = kernel.FindAll(name, kind);
        if (candidates.Count == 1)
            return candidates[0].Id;
        if (candidates.Count > 1)
            throw Refuse(function, $"{subject} is ambiguous");
        bool isInModule = _program.Btfs.TryFindKernelType(name, kind, out _, out _);
        throw Refuse(function, isInModule ? $"{subject} points to kernel module type (unsupported)" : $"{subject} has no matches");
    }

    private Tags TagsOf(Subprogram function, BtfFunction declared, int index)
    {
        Tags tags = 0;
        _tags ??= CollectTags();
        foreach (string tag in _tags.GetValueOrDefault((declared.Id, index)) ?? [])
        {
            tags |= tag switch
            {
                "ctx" => Tags.Context,
                "trusted" => Tags.Trusted,
                "untrusted" => Tags.Untrusted,
                "nonnull" => Tags.NonNull,
                "nullable" => Tags.Nullable,
                "arena" => Tags.Arena,
                _ => throw Refuse(function, $"arg#{index} has unsupported set of tags"),
            };
        }

        return tags;
    }

    private Dictionary<(uint Function, int Parameter), List<string>> CollectTags()
    {
        Dictionary<(uint Function, int Parameter), List<string>> found = [];
        foreach (uint id in Enumerable.Range(1, (int)Btf.TypeCount - 1))
        {
            if (Btf.KindOf(id) != BtfKind.DeclarationTag || Btf[id] is not BtfDeclarationTag tag || !tag.Name.StartsWith(TagPrefix, StringComparison.Ordinal))
                continue;
            if (!found.TryGetValue((tag.TypeId, tag.ComponentIndex), out List<string>? tags))
                found.Add((tag.TypeId, tag.ComponentIndex), tags = []);
            tags.Add(tag.Name[TagPrefix.Length..]);
        }

        return found;
    }

    private static bool IsNumber(BtfKind kind) => kind is BtfKind.Int or BtfKind.Enum or BtfKind.Enum64;

    private static Refusal Combination(Subprogram function, int index) => Refuse(function, $"arg#{index} has invalid combination of tags");

    private static Refusal Refuse(Subprogram function, string message) => new(message, FailureKind.Call, function.Start);
}
