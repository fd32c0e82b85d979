// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks accesses to the context, and says what its fields hold.</summary>
internal sealed class ContextAccess
{
    /// <summary>Bytes of <c>struct bpf_flow_keys</c>.</summary>
    public const int FlowKeysSize = 56;

    private readonly Analysis _analysis;
    private readonly MemoryBounds _bounds;
    private readonly ContextLayout? _layout;
    private readonly ContextArguments? _arguments;
    private readonly uint[] _references = new uint[ContextArguments.MaxCount];

    /// <summary>Works on an analysis.</summary>
    public ContextAccess(Analysis analysis, MemoryBounds bounds)
    {
        _analysis = analysis;
        _bounds = bounds;
        _layout = ContextLayout.For(analysis.Program.Type, analysis.Program.AttachType);
        if (analysis.Program.AttachPoint is { } point && analysis.Program.Type is ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOperations)
            _arguments = new ContextArguments(analysis.Program, point);
    }

    /// <summary>Whether the kernel passes the context of programs of a type on as it is, so that helpers can take it for plain memory.</summary>
    public static bool IsPlain(ProgramType type) => type is ProgramType.Syscall or ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOperations
        or ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable
        or ProgramType.LircMode2 or ProgramType.Netfilter;

    /// <summary>Takes the references that come with the arguments: the program must give them back. Called once, where the program begins.</summary>
    public void TakeReferences()
    {
        foreach (int parameter in _arguments?.ReferencedParameters ?? [])
            _references[parameter] = _analysis.References.Acquire();
    }

    /// <summary>Checks a load or store of the current instruction.</summary>
    /// <param name="register">The register with the pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="valueRegister">The register that is loaded or stored, or -1.</param>
    /// <param name="isSignExtended">Whether a load extends the sign, which is not for addresses.</param>
    public void Check(int register, int offset, int size, AccessKind access, int valueRegister, bool isSignExtended)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        _bounds.CheckUnmodified(in pointer, register);
        if (_arguments is not null && access == AccessKind.Read)
        {
            LoadArgument(offset, size, valueRegister);
            return;
        }

        if (!IsAllowed(offset, size, access) || (isSignExtended && _layout!.ValueAt(offset) != ContextValue.Scalar))
            throw _analysis.Unsafe($"invalid bpf_context access off={offset} size={size}");
        if (access == AccessKind.Read && valueRegister >= 0)
            _analysis.Register(valueRegister) = ValueAt(offset);
    }

    private void LoadArgument(int offset, int size, int valueRegister)
    {
        ContextArgument argument = _arguments!.At(offset, size);
        if (argument.Kind == ValueKind.Uninitialized)
            throw _analysis.Refuse(FailureKind.MemorySafety, $"{argument.Fault}", $"invalid bpf_context access off={offset} size={size}", $"");
        uint reference = argument.ReferencedParameter == 0 ? 0 : _references[argument.ReferencedParameter - 1];
        if (reference != 0 && !_analysis.State.TryFindReference(reference, out _))
            throw _analysis.Unsafe($"invalid bpf_context access off={offset}. Reference may already be released");
        if (valueRegister < 0)
            return;
        RegisterState loaded = argument.Kind switch
        {
            ValueKind.BtfObject => LoadedValue.Object(_analysis, argument.BtfIndex, argument.TypeId, argument.Flags),
            ValueKind.Scalar => LoadedValue.Unknown(_analysis),
            _ => LoadedValue.Pointer(_analysis, argument.Kind, argument.Flags),
        };
        loaded.ReferenceId = reference;
        if (argument.IsResult && _analysis.Program.AttachType == AttachType.LsmMac)
            Limit(ref loaded);
        _analysis.Register(valueRegister) = loaded;
    }

    // What an LSM hook returned before: an error number or 0, of a few hooks a truth value.
    private void Limit(ref RegisterState result)
    {
        (int low, int high) = AttachFacts.ReturnsTruth(_analysis.Program.AttachPoint!.Name) ? (0, 1) : (-4095, 0);
        (result.Number.SignedMin32, result.Number.SignedMax32) = (low, high);
        (result.Number.SignedMin, result.Number.SignedMax) = (low, high);
        result.Number.Synchronize();
    }

    private bool IsAllowed(int offset, int size, AccessKind access)
    {
        if (_layout is null)
            return false;
        if (!_analysis.Program.IsPrivileged && IsForPrivileged(offset, access))
            return false;
        return access == AccessKind.Read ? _layout.CanRead(offset, size) : _layout.CanWrite(offset, size);
    }

    // Of what programs of users without privileges can attach to, some fields are kept from them.
    private bool IsForPrivileged(int offset, AccessKind access)
    {
        if (_analysis.Program.Type != ProgramType.CgroupSkb)
            return false;
        string? field = _layout?.FieldAt(offset)?.Name;
        return field is "data" or "data_end" || (field == "tstamp" && access == AccessKind.Write);
    }

    private RegisterState ValueAt(int offset)
    {
        ContextValue value = _layout!.ValueAt(offset);
        return value switch
        {
            ContextValue.Packet => RegisterState.Pointer(ValueKind.Packet),
            ContextValue.PacketEnd => RegisterState.Pointer(ValueKind.PacketEnd),
            ContextValue.PacketMeta => RegisterState.Pointer(ValueKind.PacketMeta),
            ContextValue.FlowKeys => RegisterState.Pointer(ValueKind.FlowKeys),
            ContextValue.Socket => RegisterState.Pointer(ValueKind.Socket),
            ContextValue.SocketOrNull => LoadedValue.Pointer(_analysis, ValueKind.Socket, ValueFlags.MaybeNull),
            ContextValue.SocketCommonOrNull => LoadedValue.Pointer(_analysis, ValueKind.SocketCommon, ValueFlags.MaybeNull),
            ContextValue.TracepointBuffer => RegisterState.Pointer(ValueKind.TracepointBuffer),
            ContextValue.KernelObject => KernelObjectAt(offset),
            _ => LoadedValue.Unknown(_analysis),
        };
    }

    private RegisterState KernelObjectAt(int offset)
    {
        string type = _layout!.FieldAt(offset)?.Type ?? "";
        string name = type.Replace("struct ", "", StringComparison.Ordinal).TrimEnd('*');
        if (!_analysis.Program.Btfs.TryFindKernelType(name, BtfKind.Struct, out short btfIndex, out uint typeId))
            return LoadedValue.Unknown(_analysis);
        return LoadedValue.Object(_analysis, btfIndex, typeId, ValueFlags.Trusted);
    }
}
