// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks the arguments of a call of a kernel function, one after the other, by the declaration of its parameters.</summary>
internal sealed class KernelFunctionArguments
{
    private readonly Analysis _analysis;
    private readonly ArgumentOffsets _offsets;
    private readonly ObjectArguments _objects;
    private readonly CollectionArguments _collections;
    private readonly IteratorSlots _iterators;
    private readonly InterruptFlags _interrupts;
    private readonly CriticalSections _sections;
    private readonly MapFields _fields;
    private readonly ConstantStrings _strings;

    /// <summary>Works on an analysis.</summary>
    public KernelFunctionArguments(Analysis analysis, CollectionArguments collections, IteratorSlots iterators, CriticalSections sections)
    {
        _analysis = analysis;
        _collections = collections;
        _iterators = iterators;
        _sections = sections;
        _offsets = new ArgumentOffsets(analysis);
        _objects = new ObjectArguments(analysis);
        _interrupts = new InterruptFlags(analysis);
        _fields = new MapFields(analysis);
        _strings = new ConstantStrings(analysis);
    }

    private VerifiedProgram Program => _analysis.Program;

    /// <summary>Checks all arguments.</summary>
    public void Check(KernelFunctionCall call)
    {
        KernelFunctionSignature function = call.Function;
        for (int i = 0; i < function.Parameters.Length; i++)
        {
            KernelFunctionParameter parameter = function.Parameters[i];
            int register = i + 1;
            switch (parameter.Kind)
            {
                case ParameterKind.Program or ParameterKind.Ignored:
                    break;
                case ParameterKind.Scalar or ParameterKind.Constant or ParameterKind.ReadOnlyResultSize or ParameterKind.ResultSize:
                    CheckNumber(register, parameter.Kind, call);
                    break;
                case ParameterKind.Unknown:
                    throw Refuse($"Unrecognized arg#{i} type {Program.Btfs[function.BtfIndex].KindOf(parameter.TypeId).ToText()}");
                default:
                    i += CheckPointer(register, parameter, call) ? 1 : 0;
                    break;
            }
        }

        if (function.Has(KfuncTraits.Releases) && call.Arguments.ReleasedRegister == 0)
            throw Refuse($"release kernel function {function.Name} expects refcounted PTR_TO_BTF_ID");
    }

    private void CheckNumber(int register, ParameterKind kind, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (!value.IsScalar)
            throw Refuse($"R{register} is not a scalar");
        if (kind == ParameterKind.Scalar)
            return;
        if (kind == ParameterKind.Constant)
        {
            if (!value.Number.IsConstant)
                throw Refuse($"R{register} must be a known constant");
            call.Constant = value.Number.ConstantValue;
        }
        else
        {
            if (!value.Number.IsConstant)
                throw Refuse($"R{register} is not a const");
            call.ResultSize = (int)value.Number.ConstantValue;
            call.IsResultReadOnly = kind == ParameterKind.ReadOnlyResultSize;
        }

        _analysis.Precision.MarkRegister(register);
    }

    /// <summary>Checks a pointer.</summary>
    /// <returns>Whether the next parameter, its size, was checked with it.</returns>
    private bool CheckPointer(int register, KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        KernelFunctionSignature function = call.Function;
        ref RegisterState value = ref _analysis.Register(register);
        bool wantsTrust = function.WantsTrusted || function.Has(KfuncTraits.RcuArguments);
        if (wantsTrust && (value.IsZero || value.MaybeNull) && !parameter.IsNullable)
            throw _analysis.Unsafe($"Possibly NULL pointer passed to trusted arg{register - 1}");
        if (value.ReferenceId != 0)
        {
            call.Arguments.ReferenceId = value.ReferenceId;
            if (function.Has(KfuncTraits.Releases))
                call.Arguments.ReleasedRegister = register;
        }

        bool hasSize = parameter.HasSize && _analysis.Register(register + 1).IsScalar;
        if (parameter.Kind != ParameterKind.Context && parameter.IsNullable && value.IsZero && !hasSize)
            return false;
        bool isObject = parameter.Kind is ParameterKind.ObjectOrMemory or ParameterKind.Callback && ObjectArguments.IsObject(in value);
        if (isObject)
            RequireStructure(register, parameter, function);
        else if (parameter.Kind == ParameterKind.ObjectOrMemory)
            RequireNumbers(register, parameter, function, hasSize);
        if (parameter.Kind == ParameterKind.Map)
            CheckMap(register, call);
        if (isObject || parameter.Kind is ParameterKind.Map or ParameterKind.AllocatedObject)
            _objects.CheckTrust(register, function);
        CheckOffset(register, function);
        if (isObject)
            _objects.CheckKernelObject(register, parameter, call);
        else if (parameter.Kind == ParameterKind.ObjectOrMemory)
            return CheckMemory(register, parameter, call, hasSize);
        else
            CheckSpecial(register, parameter, call);
        return false;
    }

    private void CheckOffset(int register, KernelFunctionSignature function)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (value.Kind == ValueKind.Uninitialized)
            throw _analysis.Unsafe($"variable {ValueNames.NameOf(in value)} access var_off={Tnum.Unknown} disallowed");
        if (function.Has(KfuncTraits.Releases) && value.ReferenceId != 0)
            _offsets.CheckReleased(register);
        else
            _offsets.Check(register);
    }

    private void CheckSpecial(int register, KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Context:
                CheckContext(register);
                break;
            case ParameterKind.AllocatedObject:
                _objects.CheckAllocated(register, call);
                break;
            case ParameterKind.CountedObject:
                _objects.CheckCounted(register, call);
                break;
            case ParameterKind.Dynptr:
                CheckDynptr(register, parameter, call);
                break;
            case ParameterKind.Iterator:
                CheckIterator(register, parameter, call);
                break;
            case ParameterKind.ListHead or ParameterKind.TreeRoot:
                _collections.CheckRoot(register, parameter.Kind == ParameterKind.ListHead ? SpecialFieldKind.ListHead : SpecialFieldKind.TreeRoot, call);
                break;
            case ParameterKind.ListNode or ParameterKind.TreeNode:
                SpecialFieldKind node = parameter.Kind == ParameterKind.ListNode ? SpecialFieldKind.ListNode : SpecialFieldKind.TreeNode;
                _collections.CheckNode(register, node, call, _sections.IsComparingNodes());
                break;
            case ParameterKind.Map:
                _objects.CheckKernelObject(register, parameter, call);
                break;
            case ParameterKind.ConstantString:
                if (!_analysis.Register(register).Is(ValueKind.MapValue))
                    throw Refuse($"arg#{register - 1} doesn't point to a const string");
                _strings.Check(register);
                break;
            case ParameterKind.WorkQueue or ParameterKind.TaskWork:
                CheckMapField(register, parameter.Kind == ParameterKind.WorkQueue ? SpecialFieldKind.WorkQueue : SpecialFieldKind.TaskWork, call);
                break;
            case ParameterKind.InterruptFlags:
                _interrupts.Check(register, call);
                break;
            case ParameterKind.ResilientLock:
                CheckLock(register, call.Function.Role);
                break;
            case ParameterKind.Callback:
                if (_analysis.Register(register) is not { Kind: ValueKind.Function } function)
                    throw Refuse($"arg{register - 1} expected pointer to func");
                call.Arguments.CallbackSubprogram = function.Subprogram;
                break;
        }
    }

    private void CheckContext(int register)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (value.Kind != ValueKind.Context)
            throw Refuse($"arg#{register - 1} expected pointer to ctx, but got {ValueNames.NameOf(in value)}");
    }

    private void CheckDynptr(int register, KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        Dynptrs dynptrs = _analysis.Dynptrs;
        if (parameter.IsUninitialized)
        {
            DynptrKind kind = call.Function.Role switch
            {
                KernelFunctionRole.DynptrFromSkb => DynptrKind.Skb,
                KernelFunctionRole.DynptrFromSkbMeta => DynptrKind.SkbMeta,
                KernelFunctionRole.DynptrFromXdp => DynptrKind.Xdp,
                _ => call.DynptrKind,
            };
            dynptrs.CheckUninitialized(register);
            dynptrs.MarkInitialized(register, kind, call.DynptrReferenceId);
            return;
        }

        dynptrs.CheckInitialized(register, mutates: false);
        ref RegisterState dynptr = ref dynptrs.Find(register);
        (call.DynptrKind, call.DynptrId, call.DynptrReferenceId) = (dynptr.Dynptr, dynptr.Id, dynptr.ReferenceId);
    }

    private void CheckIterator(int register, KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        bool mayWalkTasks = Program.Type == ProgramType.Lsm || Program is { Type: ProgramType.Tracing, AttachType: AttachType.TraceIterator } || _analysis.State.MaySleep;
        if (call.Function.Role == KernelFunctionRole.CssTaskIteratorNew && !mayWalkTasks)
            throw Refuse($"css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs");
        _iterators.Check(register, parameter, call);
    }

    private void CheckMapField(int register, SpecialFieldKind kind, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (!value.Is(ValueKind.MapValue))
            throw Refuse($"arg#{register - 1} doesn't point to a map value");
        _fields.Check(register, kind, FieldTypes.NameOf(kind));
        (call.Arguments.MapIndex, call.Arguments.MapInstance) = (value.MapIndex, value.MapInstance);
    }

    // A work queue or task work keeps the address of its map, so it must be the one that it lies in.
    private void CheckMap(int register, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (value.Kind is not (ValueKind.Map or ValueKind.MapValue or ValueKind.MapKey))
            throw Refuse($"pointer in R{register} isn't map pointer");
        CallArguments arguments = call.Arguments;
        bool isSame = arguments.MapIndex < 0 || (arguments.MapIndex == value.MapIndex && arguments.MapInstance == value.MapInstance);
        if (!isSame && Program.Maps[value.MapIndex].Fields is { } fields)
        {
            if (fields.Has(SpecialFieldKind.TaskWork))
                throw Refuse($"bpf_task_work pointer in R2 map_uid={arguments.MapInstance} doesn't match map pointer in R3 map_uid={value.MapInstance}");
            if (fields.Has(SpecialFieldKind.WorkQueue))
                throw Refuse($"workqueue pointer in R1 map_uid={arguments.MapInstance} doesn't match map pointer in R2 map_uid={value.MapInstance}");
        }

        (arguments.MapIndex, arguments.MapInstance) = (value.MapIndex, value.MapInstance);
    }

    private void CheckLock(int register, KernelFunctionRole role)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (!value.Is(ValueKind.MapValue) && !value.Is(ValueKind.BtfObject, ValueFlags.Allocated))
            throw Refuse($"arg#{register - 1} doesn't point to map value or allocated object");
        ReferenceKind kind = KernelFunctionRoles.IsResilient(role) ? ReferenceKind.ResilientSpinLockInterruptsOff : ReferenceKind.ResilientSpinLock;
        if (role is KernelFunctionRole.ResilientLock or KernelFunctionRole.ResilientLockInterruptsOff)
            _analysis.SpinLocks.Lock(register, kind);
        else
            _analysis.SpinLocks.Unlock(register, kind);
    }

    private void RequireStructure(int register, KernelFunctionParameter parameter, KernelFunctionSignature function)
    {
        if (parameter.TargetKind is BtfKind.Struct or BtfKind.Union or BtfKind.Forward)
            return;
        string name = Program.Btfs[function.BtfIndex].NameOf(parameter.TargetId);
        throw Refuse($"kernel function {function.Name} args#{register - 1} pointer type {parameter.TargetKind.ToText()} {name} is not supported");
    }

    private void RequireNumbers(int register, KernelFunctionParameter parameter, KernelFunctionSignature function, bool hasSize)
    {
        if (parameter.IsToNumbers || (hasSize && parameter.TargetId == 0))
            return;
        string name = parameter.TargetId == 0 ? "" : Program.Btfs[function.BtfIndex].NameOf(parameter.TargetId);
        throw Refuse($"arg#{register - 1} pointer type {parameter.TargetKind.ToText()} {name} must point to {(hasSize ? "void, " : "")}scalar, or struct with scalar");
    }

    /// <summary>Checks memory of the declared size, or of the size in the next register.</summary>
    private bool CheckMemory(int register, KernelFunctionParameter parameter, KernelFunctionCall call, bool hasSize)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (hasSize)
        {
            if (!value.IsZero || !parameter.IsOptional)
                CheckSized(register);
            if (parameter.HasConstantSize)
                CheckNumber(register + 1, ParameterKind.Constant, call);
            return true;
        }

        if (value.IsZero)
            return false;
        RegisterState saved = value;
        value.Flags &= ~ValueFlags.MaybeNull;
        _analysis.Regions.Check(register, parameter.TargetSize, AccessKind.Read | AccessKind.Write, isZeroSizeAllowed: true, call: null);
        _analysis.Register(register) = saved;
        return false;
    }

    private void CheckSized(int register)
    {
        ref RegisterState value = ref _analysis.Register(register);
        RegisterState saved = value;
        value.Flags &= ~ValueFlags.MaybeNull;
        try
        {
            _analysis.Regions.CheckSized(register, register + 1, AccessKind.Read, isZeroSizeAllowed: true, call: null);
            _analysis.Regions.CheckSized(register, register + 1, AccessKind.Write, isZeroSizeAllowed: true, call: null);
        }
        catch (Refusal fault)
        {
            throw _analysis.Refuse(fault.Kind, $"{fault.Message}\narg#{register - 1} arg#{register} memory, len pair leads to invalid memory access");
        }

        _analysis.Register(register) = saved;
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
