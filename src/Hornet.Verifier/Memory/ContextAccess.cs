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

    /// <summary>Works on an analysis.</summary>
    public ContextAccess(Analysis analysis, MemoryBounds bounds)
    {
        _analysis = analysis;
        _bounds = bounds;
        _layout = ContextLayout.For(analysis.Program.Type, analysis.Program.AttachType);
    }

    /// <summary>Whether the kernel passes the context of programs of a type on as it is, so that helpers can take it for plain memory.</summary>
    public static bool IsPlain(ProgramType type) => type is ProgramType.Syscall or ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOperations
        or ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable
        or ProgramType.LircMode2 or ProgramType.Netfilter;

    /// <summary>Checks a load or store of the current instruction.</summary>
    /// <param name="register">The register with the pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="valueRegister">The register that is loaded or stored, or -1.</param>
    public void Check(int register, int offset, int size, AccessKind access, int valueRegister)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        _bounds.CheckUnmodified(in pointer, register);
        if (!IsAllowed(offset, size, access))
            throw _analysis.Unsafe($"invalid bpf_context access off={offset} size={size}");
        if (access == AccessKind.Read && valueRegister >= 0)
            _analysis.Register(valueRegister) = ValueAt(offset);
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
