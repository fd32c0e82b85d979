// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>
/// The context of programs that get the arguments of a kernel function, a word each: tracing, LSM and structure-of-operations programs. The
/// types of the function in BTF say what each word holds, and the hook how far pointers can be trusted.
/// </summary>
internal sealed class ContextArguments
{
    /// <summary>Words of the largest context.</summary>
    public const int MaxCount = 12;

    private const int WordSize = sizeof(ulong);
    private const string NullableSuffix = "__nullable";
    private const string ReferenceSuffix = "__ref";

    private readonly VerifiedProgram _program;
    private readonly AttachPoint _point;
    private readonly Btf _btf;
    private readonly BtfFunctionPrototype _prototype;
    private readonly Dictionary<(int Offset, int Size), ContextArgument> _known = [];

    /// <summary>Reads the arguments of the function that a program attaches to.</summary>
    /// <param name="program">The program.</param>
    /// <param name="point">What it attaches to.</param>
    public ContextArguments(VerifiedProgram program, AttachPoint point)
    {
        _program = program;
        _point = point;
        _btf = program.Btfs[point.BtfIndex];
        _prototype = point.Prototype(program.Btfs);
    }

    /// <summary>The parameters that hold references which the program must give back, by position.</summary>
    public IEnumerable<int> ReferencedParameters => Enumerable.Range(0, _prototype.Parameters.Length).Where(IsReference);

    /// <summary>What a read of the context gives.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="size">Bytes.</param>
    public ContextArgument At(int offset, int size)
    {
        if (!_known.TryGetValue((offset, size), out ContextArgument argument))
            _known.Add((offset, size), argument = Find(offset, size));
        return argument;
    }

    private ContextArgument Find(int offset, int size)
    {
        if (offset < 0 || offset >= MaxCount * WordSize || offset % size != 0)
            return ContextArgument.Refused($"");
        if (offset % WordSize != 0)
            return ContextArgument.Refused($"func '{_point.Name}' offset {offset} is not multiple of 8");
        int count = _prototype.Parameters.Length - _point.FirstParameter;
        int position = PositionOf(offset);
        if (position > count || (position == count && !HasResult))
            return ContextArgument.Refused($"func '{_point.Name}' doesn't have {position + 1}-th argument");
        bool isResult = position == count;
        uint type = _btf.Resolve(isResult ? _prototype.ReturnTypeId : _prototype.Parameters[_point.FirstParameter + position].TypeId);
        if (isResult && _program.AttachType == AttachType.ModifyReturn && !IsSmallInt(type))
            return ContextArgument.Refused($"ret type {_btf.KindOf(type).ToText()} not allowed for fmod_ret");
        ContextArgument argument = OfType(type, position, isResult, size);
        return isResult && argument.Kind == ValueKind.Scalar ? argument with { IsResult = true } : argument;
    }

    // Structures that are passed by value take as many words as they need; pointers and numbers one.
    private int PositionOf(int offset)
    {
        int end = 0;
        for (int i = 0; i < _prototype.Parameters.Length; i++)
        {
            end += RoundedSize(_prototype.Parameters[i].TypeId);
            if (offset < end)
                return i;
        }

        end += RoundedSize(_prototype.ReturnTypeId);
        return _prototype.Parameters.Length + (offset < end ? 0 : 1);
    }

    private int RoundedSize(uint type) => _btf.TryGetSize(type, out long size) ? (int)(size + WordSize - 1) / WordSize * WordSize : 0;

    private bool HasResult =>
        _program.AttachType is AttachType.LsmMac or AttachType.LsmCgroup or AttachType.TraceFunctionExit or AttachType.ModifyReturn;

    private ContextArgument OfType(uint type, int position, bool isResult, int size)
    {
        BtfKind kind = _btf.KindOf(type);
        if (IsSmallInt(type) || kind is BtfKind.Enum or BtfKind.Enum64 or BtfKind.Struct or BtfKind.Union)
            return ContextArgument.Scalar;
        if (kind != BtfKind.Pointer)
        {
            string name = type == 0 ? "" : _btf.NameOf(type);
            string named = name.Length == 0 ? "(anon)" : name;
            return ContextArgument.Refused(
                $"func '{_point.Name}' arg{position} '{named}' has type {kind.ToText()}. Only pointer access is allowed");
        }

        if (size != WordSize)
            return ContextArgument.Refused($"func '{_point.Name}' size {size} must be 8");
        uint target = ((BtfPointer)_btf[type]).TypeId;
        if (!isResult && IteratorArguments.Find(_point.Name, position) is { Kind: ValueKind.Buffer } buffer)
            return buffer;
        return _btf.KindOf(_btf.Resolve(target)) is BtfKind.Void or BtfKind.Int ? ContextArgument.Scalar : OfPointer(target, position, isResult);
    }

    private ContextArgument OfPointer(uint target, int position, bool isResult)
    {
        ValueFlags flags = IsTrusted() ? ValueFlags.Trusted : ValueFlags.None;
        if (!isResult)
            flags |= FlagsOfParameter(position);
        if (_program.AttachType == AttachType.TraceRawTracepoint && _program.Type == ProgramType.Tracing)
        {
            if (TracepointArguments.MayBeError(_point.Name, position))
                return ContextArgument.Scalar;
            if (TracepointArguments.MayBeNull(_point.Name, position, isOfModule: _point.BtfIndex > BtfSet.Kernel))
                flags |= ValueFlags.MaybeNull;
        }

        if (_point.Target is { } program)
            return OfProgram(program, target, flags);
        flags |= TypeTags.FlagsOf(_btf, target) & (ValueFlags.User | ValueFlags.PerCpu);
        uint structure = _btf.Resolve(target);
        BtfKind kind = _btf.KindOf(structure);
        if (kind is not (BtfKind.Struct or BtfKind.Union))
            return ContextArgument.Refused($"func '{_point.Name}' arg{position} type {kind.ToText()} is not a struct");
        if (!isResult && IteratorArguments.Find(_point.Name, position) is { Kind: ValueKind.BtfObject } known)
            flags = known.Flags;
        int referenced = !isResult && IsReference(position) ? position + 1 : 0;
        return new ContextArgument(ValueKind.BtfObject, flags, _point.BtfIndex, Promote(structure), ReferencedParameter: referenced);
    }

    private ValueFlags FlagsOfParameter(int position) =>
        ParameterName(position).EndsWith(NullableSuffix, StringComparison.Ordinal) ? ValueFlags.MaybeNull : ValueFlags.None;

    private bool IsReference(int position) =>
        position < MaxCount && _point.StructureName is not null && ParameterName(position).EndsWith(ReferenceSuffix, StringComparison.Ordinal);

    // Members of structures have no names for their parameters; the kernel has functions beside that have them.
    private string ParameterName(int position)
    {
        if (_point.StructureName is not { } structure)
            return _prototype.Parameters[_point.FirstParameter + position].Name;
        if (_btf.FindByName($"{structure}__{_point.Name}", BtfKind.Function) is not BtfFunction function
            || _btf[function.TypeId] is not BtfFunctionPrototype prototype)
        {
            return "";
        }

        return position < prototype.Parameters.Length ? prototype.Parameters[position].Name : "";
    }

    private bool IsTrusted() => (_program.Type, _program.AttachType) switch
    {
        (ProgramType.Tracing, AttachType.TraceRawTracepoint or AttachType.TraceIterator) => true,
        (ProgramType.Lsm, _) => !UntrustedHooks.Contains(_point.Name),
        (ProgramType.StructOperations, _) => true,
        _ => false,
    };

    // Congestion control always has TCP sockets, whatever its functions declare.
    private uint Promote(uint structure) =>
        _point.StructureName == "tcp_congestion_ops" && _btf.NameOf(structure) == "sock"
        && _btf.TryFindId("tcp_sock", BtfKind.Struct, out uint tcpSocket)
            ? tcpSocket
            : structure;

    // A traced program's context is the kernel's own structure to whoever traces it.
    private ContextArgument OfProgram(TargetProgram target, uint type, ValueFlags flags)
    {
        string name = _btf.NameOf(_btf.Resolve(type));
        string kernelName = KernelContexts.NameOf(target.Program.Type, name);
        return kernelName.Length > 0 && _program.Btfs.TryFindKernelType(kernelName, BtfKind.Struct, out short btfIndex, out uint typeId)
            ? new ContextArgument(ValueKind.BtfObject, flags, btfIndex, typeId)
            : ContextArgument.Refused($"");
    }

    private bool IsSmallInt(uint type) => _btf[type] is BtfInt { Size: <= sizeof(ulong) };
}
