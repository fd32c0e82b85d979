// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What R0 holds after a call of a kernel function.</summary>
internal sealed class KernelFunctionResults
{
    // The largest object that the kernel's per-CPU allocator gives to programs.
    private const int MaximumPerCpuSize = 512;

    private readonly Analysis _analysis;
    private readonly CollectionArguments _collections;

    /// <summary>Works on an analysis.</summary>
    public KernelFunctionResults(Analysis analysis, CollectionArguments collections)
    {
        _analysis = analysis;
        _collections = collections;
    }

    private VerifiedProgram Program => _analysis.Program;

    /// <summary>Sets R0, which is uninitialised before.</summary>
    public void Set(KernelFunctionCall call)
    {
        KernelFunctionSignature function = call.Function;
        ref RegisterState result = ref _analysis.Register(0);
        if (function.Result == KernelFunctionResult.Number)
        {
            bool isTaken = function.Role is KernelFunctionRole.ResilientLock or KernelFunctionRole.ResilientLockInterruptsOff;
            result = isTaken ? RegisterState.ConstantScalar(0) : RegisterState.UnknownScalar;
        }
        else if (function.Result != KernelFunctionResult.Nothing)
        {
            if (!SetSpecial(call, ref result))
                SetPointer(call, ref result);
            SetIdentities(call, ref result);
        }
    }

    /// <summary>Results that the declaration does not tell.</summary>
    private bool SetSpecial(KernelFunctionCall call, ref RegisterState result)
    {
        switch (call.Function.Role)
        {
            case KernelFunctionRole.ObjectNew or KernelFunctionRole.PerCpuObjectNew:
                SetNewObject(call, ref result);
                return true;
            case KernelFunctionRole.ReferenceCountAcquire:
                result = ObjectOf(call.ObjectBtfIndex, call.ObjectTypeId, ValueFlags.Allocated);
                return true;
            case KernelFunctionRole.ListTake or KernelFunctionRole.TreeTake or KernelFunctionRole.TreeMove:
                result = CollectionArguments.NodeOf(call.Collection);
                return true;
            case KernelFunctionRole.CastContext:
                SetKernelContext(ref result);
                return true;
            case KernelFunctionRole.ReadOnlyCast:
                SetCast(call, ref result);
                return true;
            case KernelFunctionRole.DynptrSlice or KernelFunctionRole.DynptrSliceWritable:
                SetSlice(call, ref result);
                return true;
            default:
                return false;
        }
    }

    private void SetPointer(KernelFunctionCall call, ref RegisterState result)
    {
        KernelFunctionSignature function = call.Function;
        if (function.Result == KernelFunctionResult.Address)
        {
            result = RegisterState.UnknownScalar;
        }
        else if (function.Result is KernelFunctionResult.Object or KernelFunctionResult.Node)
        {
            result = ObjectOf(function.BtfIndex, function.ReturnTargetId, TrustOf(call));
        }
        else
        {
            int size = call.ResultSize;
            bool isReadOnly = call.IsResultReadOnly;
            if (size == 0 && function.Role == KernelFunctionRole.SessionCookie)
                size = sizeof(ulong);
            else if (size == 0)
                (size, isReadOnly) = (function.ReturnTargetSize, true);
            if (size == 0)
                throw Unsupported(function);
            ValueFlags flags = (isReadOnly ? ValueFlags.ReadOnly : 0) | (function.Has(KfuncTraits.RcuProtected) ? ValueFlags.Rcu : 0);
            result = RegisterState.Pointer(ValueKind.Memory, flags);
            result.MemorySize = size;
            result.ReferenceId = call.Arguments.ReferenceId;
        }
    }

    /// <summary>Whether an object that a function returns is known to be alive.</summary>
    private ValueFlags TrustOf(KernelFunctionCall call)
    {
        KernelFunctionSignature function = call.Function;
        if (function.Role == KernelFunctionRole.KmemCache)
            return ValueFlags.Untrusted;
        ValueFlags flags = function.Has(KfuncTraits.RcuProtected) ? ValueFlags.Rcu : ValueFlags.None;
        if (!function.Has(KfuncTraits.IteratorNext))
            return flags;
        bool isRcu = _analysis.State[call.IteratorFrame].Slots[call.IteratorSlot].Has(ValueFlags.Rcu);
        return flags | (isRcu ? ValueFlags.Rcu : ValueFlags.Trusted);
    }

    private void SetIdentities(KernelFunctionCall call, ref RegisterState result)
    {
        KernelFunctionSignature function = call.Function;
        // An owned object is there; who takes a reference to it gets one.
        bool mayBeNull = function.Has(KfuncTraits.MaybeNull) && !(function.Role == KernelFunctionRole.ReferenceCountAcquire && call.IsOwned);
        if (mayBeNull)
        {
            result.Flags |= ValueFlags.MaybeNull;
            result.Id = _analysis.NewId();
        }

        if (function.Has(KfuncTraits.Acquires))
        {
            result.ReferenceId = _analysis.References.Acquire();
            if (mayBeNull)
                result.Id = result.ReferenceId;
        }
        else if (function.Result == KernelFunctionResult.Node)
        {
            _collections.MakeNonOwning(ref result);
        }

        bool mayHoldLock = _analysis.Records.Of(in result) is { } fields
            && (fields.Has(SpecialFieldKind.SpinLock) || fields.Has(SpecialFieldKind.ResilientSpinLock));
        if (mayHoldLock && result.Id == 0)
            result.Id = _analysis.NewId();
    }

    private void SetNewObject(KernelFunctionCall call, ref RegisterState result)
    {
        bool isPerCpu = call.Function.Role == KernelFunctionRole.PerCpuObjectNew;
        if (call.Constant > uint.MaxValue)
            throw Refuse($"local type ID argument must be in range [0, U32_MAX]");
        var typeId = (uint)call.Constant;
        if (Program.Btfs.ProgramBtf is not { } btf)
            throw Refuse($"bpf_obj_new/bpf_percpu_obj_new requires prog BTF");
        if (typeId >= btf.TypeCount || btf[typeId] is not BtfStruct { IsUnion: false } structure)
            throw Refuse($"bpf_obj_new/bpf_percpu_obj_new type ID argument must be of a struct");
        if (isPerCpu)
        {
            if (structure.Size > MaximumPerCpuSize)
                throw Refuse($"bpf_percpu_obj_new type size ({structure.Size}) is greater than {MaximumPerCpuSize}");
            if (!KernelFunctionSignatures.HoldsOnlyNumbers(btf, typeId))
                throw Refuse($"bpf_percpu_obj_new type ID argument must be of a struct of scalars");
            if (_analysis.Records.Of(BtfSet.Program, typeId) is not null)
                throw Refuse($"bpf_percpu_obj_new type ID argument must not contain special fields");
        }

        result = ObjectOf(BtfSet.Program, typeId, isPerCpu ? ValueFlags.Allocated | ValueFlags.PerCpu : ValueFlags.Allocated);
    }

    private void SetKernelContext(ref RegisterState result)
    {
        string name = ContextTypes.StructureOf(Program.Type) is { } seen ? KernelContexts.NameOf(Program.Type, seen) : "";
        if (name.Length == 0 || !Program.Btfs.TryFindKernelType(name, BtfKind.Struct, out short btfIndex, out uint id))
            throw Refuse($"no kernel BTF describes the context of the program");
        result = ObjectOf(btfIndex, id, ValueFlags.Trusted);
    }

    private void SetCast(KernelFunctionCall call, ref RegisterState result)
    {
        Btf btf = Program.Btfs[call.Function.BtfIndex];
        if (call.Constant >= btf.TypeCount)
            throw Refuse($"Unknown type ID {(long)call.Constant} passed to kfunc bpf_rdonly_cast");
        var typeId = (uint)call.Constant;
        if (btf.KindOf(typeId) is BtfKind.Struct or BtfKind.Union)
            result = ObjectOf(call.Function.BtfIndex, typeId, ValueFlags.Untrusted);
        else if (typeId == 0)
            result = RegisterState.Pointer(ValueKind.Memory, ValueFlags.ReadOnly | ValueFlags.Untrusted);
        else
            throw Refuse($"kfunc bpf_rdonly_cast type ID argument must be of a struct or void");
    }

    private void SetSlice(KernelFunctionCall call, ref RegisterState result)
    {
        bool isWritable = call.Function.Role == KernelFunctionRole.DynptrSliceWritable;
        if (isWritable && ProgramTypes.PacketAccessOf(Program.Type) != PacketAccess.ReadAndWrite)
            throw _analysis.Refuse(FailureKind.Policy, $"the prog does not allow writes to packet data");
        result = RegisterState.Pointer(ValueKind.Memory, isWritable ? ValueFlags.None : ValueFlags.ReadOnly);
        result.MemorySize = (int)call.Constant;
        result.Dynptr = call.DynptrKind;
        result.DynptrId = call.DynptrId;
    }

    private static RegisterState ObjectOf(short btfIndex, uint typeId, ValueFlags flags)
    {
        RegisterState result = RegisterState.Pointer(ValueKind.BtfObject, flags);
        (result.BtfIndex, result.TypeId) = (btfIndex, typeId);
        return result;
    }

    private Refusal Unsupported(KernelFunctionSignature function)
    {
        Btf btf = Program.Btfs[function.BtfIndex];
        string kind = btf.KindOf(function.ReturnTargetId).ToText();
        return Refuse($"kernel function {function.Name} returns pointer type {kind} {btf.NameOf(function.ReturnTargetId)} is not supported");
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
