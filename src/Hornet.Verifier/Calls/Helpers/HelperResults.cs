// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What R0 holds after a call of a helper.</summary>
internal sealed class HelperResults
{
    private const int GreatestError = 4095;

    private readonly Analysis _analysis;
    private readonly int _lastProcessor;

    /// <summary>Works on an analysis.</summary>
    public HelperResults(Analysis analysis)
    {
        _analysis = analysis;
        _lastProcessor = (analysis.Options.Processors ?? Machine.PossibleProcessors) - 1;
    }

    /// <summary>Sets R0.</summary>
    public void Set(HelperId id, HelperPrototype prototype, CallArguments call)
    {
        ref RegisterState result = ref _analysis.Register(0);
        ValueFlags flags = FlagsOf(prototype.ReturnTraits);
        switch (prototype.ReturnKind)
        {
            case ReturnKind.Integer:
                result = RegisterState.UnknownScalar;
                Refine(id, ref result, call);
                break;
            case ReturnKind.Void:
                result = RegisterState.Uninitialized;
                break;
            case ReturnKind.MapValue:
                SetMapValue(id, ref result, flags, call);
                break;
            case ReturnKind.Socket:
                result = RegisterState.Pointer(ValueKind.Socket, flags);
                break;
            case ReturnKind.SocketCommon:
                result = RegisterState.Pointer(ValueKind.SocketCommon, flags);
                break;
            case ReturnKind.TcpSocket:
                result = RegisterState.Pointer(ValueKind.TcpSocket, flags);
                break;
            case ReturnKind.RingBufferRecord:
                result = RegisterState.Pointer(ValueKind.Memory, flags | ValueFlags.RingBuffer);
                result.MemorySize = (int)call.MemorySize;
                break;
            case ReturnKind.DynptrData:
                result = RegisterState.Pointer(ValueKind.Memory, flags);
                result.MemorySize = (int)call.MemorySize;
                break;
            case ReturnKind.MemoryOrKernelObject:
                SetPerCpu(ref result, flags, call);
                break;
            case ReturnKind.KernelObject:
                SetKernelObject(id, ref result, flags, prototype, call);
                break;
        }

        SetIdentities(id, ref result, call);
    }

    private static ValueFlags FlagsOf(ValueTraits traits) =>
        ((traits & ValueTraits.MaybeNull) != 0 ? ValueFlags.MaybeNull : 0)
        | ((traits & ValueTraits.ReadOnly) != 0 ? ValueFlags.ReadOnly : 0)
        | ((traits & ValueTraits.Trusted) != 0 ? ValueFlags.Trusted : 0);

    private void Refine(HelperId id, ref RegisterState result, CallArguments call)
    {
        switch (id)
        {
            case HelperId.GetStack or HelperId.GetTaskStack or HelperId.ProbeReadString or HelperId.ProbeReadKernelString or HelperId.ProbeReadUserString:
                (result.Number.SignedMin, result.Number.SignedMax) = (-GreatestError, (long)call.SizeMaximum);
                (result.Number.SignedMin32, result.Number.SignedMax32) = (-GreatestError, (int)call.SizeMaximum);
                result.Number.Synchronize();
                break;
            case HelperId.GetSmpProcessorId:
                (result.Number.UnsignedMin, result.Number.UnsignedMax) = (0, (ulong)_lastProcessor);
                (result.Number.SignedMin, result.Number.SignedMax) = (0, _lastProcessor);
                (result.Number.UnsignedMin32, result.Number.UnsignedMax32) = (0, (uint)_lastProcessor);
                (result.Number.SignedMin32, result.Number.SignedMax32) = (0, _lastProcessor);
                result.Number.Synchronize();
                break;
        }
    }

    private void SetMapValue(HelperId id, ref RegisterState result, ValueFlags flags, CallArguments call)
    {
        MapInfo map = _analysis.Program.Maps[call.MapIndex];

        // Arrays have a value for each of their keys.
        if (id == HelperId.MapLookupElement && call.ConstantKey >= 0 && call.ConstantKey < map.Spec.MaxEntries)
            flags &= ~ValueFlags.MaybeNull;
        result = RegisterState.Pointer(ValueKind.MapValue, flags);
        (result.MapIndex, result.MapInstance) = (call.MapIndex, call.MapInstance);
        bool hasLock = map.Fields is { } fields && (fields.Has(SpecialFieldKind.SpinLock) || fields.Has(SpecialFieldKind.ResilientSpinLock));
        if (hasLock && !result.MaybeNull)
            result.Id = _analysis.NewId();
    }

    // A variable of the kernel that is no structure is plain memory; an object of the program's own is another's while RCU lasts.
    private void SetPerCpu(ref RegisterState result, ValueFlags flags, CallArguments call)
    {
        Btf btf = _analysis.Program.Btfs[call.ResultBtfIndex];
        uint type = btf.Resolve(call.ResultTypeId);
        if (btf.KindOf(type) is BtfKind.Struct or BtfKind.Union)
        {
            flags = call.IsAllocatedPerCpu ? ValueFlags.Allocated | ValueFlags.Rcu : flags & ~ValueFlags.ReadOnly;
            result = RegisterState.Pointer(ValueKind.BtfObject, flags);
            (result.BtfIndex, result.TypeId) = (call.ResultBtfIndex, call.ResultTypeId);
            return;
        }

        if (!btf.TryGetSize(type, out long size))
            throw _analysis.Refuse(FailureKind.Call, $"unable to resolve the size of type '{btf.NameOf(type)}': -22");
        result = RegisterState.Pointer(ValueKind.Memory, flags);
        result.MemorySize = (int)size;
    }

    private void SetKernelObject(HelperId id, ref RegisterState result, ValueFlags flags, HelperPrototype prototype, CallArguments call)
    {
        short btfIndex;
        uint typeId;
        if (id == HelperId.KptrExchange && call.Kptr is { } field)
        {
            (btfIndex, typeId) = (field.BtfIndex, field.TypeId);
            if (btfIndex == BtfSet.Program)
                flags |= field.Kind == SpecialFieldKind.PerCpuKptr ? ValueFlags.Allocated | ValueFlags.PerCpu : ValueFlags.Allocated;
        }
        else if (!_analysis.Program.Btfs.TryFindKernelType(prototype.ReturnKernelType, BtfKind.Struct, out btfIndex, out typeId))
        {
            throw _analysis.Refuse(FailureKind.Structure, $"{call.Name}#{call.Number} returns a struct {prototype.ReturnKernelType}, which no kernel BTF describes");
        }

        result = RegisterState.Pointer(ValueKind.BtfObject, flags);
        (result.BtfIndex, result.TypeId) = (btfIndex, typeId);
    }

    private void SetIdentities(HelperId id, ref RegisterState result, CallArguments call)
    {
        if (result.MaybeNull)
            result.Id = _analysis.NewId();
        if (id == HelperId.DynptrData)
            result.DynptrId = call.DynptrId;
        if (id == HelperId.DynptrData || IsCast(id))
            result.ReferenceId = call.ReferenceId;
        else if (Acquires(id, call))
            result.Id = result.ReferenceId = _analysis.References.Acquire();
    }

    private bool Acquires(HelperId id, CallArguments call) => id switch
    {
        HelperId.SkLookupTcp or HelperId.SkLookupUdp or HelperId.SkcLookupTcp or HelperId.RingBufferReserve or HelperId.KptrExchange => true,
        HelperId.MapLookupElement => _analysis.Program.Maps[call.MapIndex].Type is MapType.SockMap or MapType.SockHash,
        _ => false,
    };

    // The same socket under another type: it is held as long as what it was made of.
    private static bool IsCast(HelperId id) => id is HelperId.TcpSock or HelperId.SkFullsock or HelperId.SkcToTcpSock or HelperId.SkcToTcp6Sock
        or HelperId.SkcToUdp6Sock or HelperId.SkcToMptcpSock or HelperId.SkcToTcpTimewaitSock or HelperId.SkcToTcpRequestSock;
}
