// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks the arguments of helper calls against the helper's prototype.</summary>
internal sealed class HelperArguments
{
    private readonly Analysis _analysis;
    private readonly ArgumentTypes _types;
    private readonly ArgumentOffsets _offsets;
    private readonly ConstantKeys _keys;
    private readonly ConstantStrings _strings;
    private readonly KptrSlots _kptrSlots;
    private readonly MapFields _mapFields;
    private readonly CriticalSections _sections;

    /// <summary>Works on an analysis.</summary>
    public HelperArguments(Analysis analysis)
    {
        _analysis = analysis;
        _types = new ArgumentTypes(analysis);
        _offsets = new ArgumentOffsets(analysis);
        _keys = new ConstantKeys(analysis);
        _strings = new ConstantStrings(analysis);
        _kptrSlots = new KptrSlots(analysis);
        _mapFields = new MapFields(analysis);
        _sections = new CriticalSections(analysis);
    }

    /// <summary>Checks an argument.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="prototype">The helper.</param>
    /// <param name="call">The call, in which what later arguments and the result need is kept.</param>
    public void Check(int index, HelperPrototype prototype, CallArguments call)
    {
        HelperArgument argument = prototype.Arguments[index];
        if (argument.Kind == ArgumentKind.None)
            return;
        int register = index + 1;
        ref RegisterState value = ref _analysis.Register(register);
        if (value.Kind == ValueKind.Uninitialized)
            throw _analysis.Unsafe($"R{register} !read_ok");
        if (argument.Kind == ArgumentKind.Scalar)
        {
            CheckLeaksNothing(register, in value);
            return;
        }

        CheckPacketAllowed(in value, call);
        if (argument.Kind == ArgumentKind.MapValue)
            argument = ResolveMapValue(argument, prototype.Id, call);
        bool isNull = value.IsZero && (argument.Traits & ValueTraits.MaybeNull) != 0;
        if (!isNull)
        {
            _types.Check(register, argument, prototype.Id, call);
            CheckOffset(register, argument);
        }

        NoteReferences(register, argument, in value, call);
        CheckKind(register, argument, prototype, call);
    }

    private void CheckLeaksNothing(int register, in RegisterState value)
    {
        if (!_analysis.Program.IsPrivileged && !value.IsScalar)
            throw _analysis.Refuse(FailureKind.Policy, $"R{register} leaks addr into helper function");
    }

    private void CheckPacketAllowed(in RegisterState value, CallArguments call)
    {
        if (!value.IsPacket)
            return;
        bool isAllowed = _analysis.Program.Type == ProgramType.CgroupSockOption
            || (call.AcceptsPacketMemory && ProgramTypes.PacketAccessOf(_analysis.Program.Type) != PacketAccess.None);
        if (!isAllowed)
            throw _analysis.Unsafe($"helper access to the packet is not allowed");
    }

    // The value of a map of sockets is a socket; a bloom filter's peek reads the value that other maps' writes.
    private HelperArgument ResolveMapValue(HelperArgument argument, HelperId id, CallArguments call)
    {
        MapType type = _analysis.Program.Maps[call.MapIndex].Type;
        if (type is MapType.SockMap or MapType.SockHash)
        {
            if (argument.Traits != ValueTraits.None)
                throw _analysis.Refuse(FailureKind.Call, $"invalid arg_type for sockmap/sockhash");
            return new HelperArgument(ArgumentKind.AnySocket, ValueTraits.None, 0, "");
        }

        return type == MapType.BloomFilter && id == HelperId.MapPeekElement ? argument with { Traits = ValueTraits.None } : argument;
    }

    private void CheckOffset(int register, HelperArgument argument)
    {
        if ((argument.Traits & ValueTraits.Released) == 0)
            _offsets.Check(register);
        else if (argument.Kind != ArgumentKind.Dynptr || _analysis.Register(register).Kind != ValueKind.Stack)
            _offsets.CheckReleased(register);
    }

    private void NoteReferences(int register, HelperArgument argument, in RegisterState value, CallArguments call)
    {
        if ((argument.Traits & ValueTraits.Released) != 0)
        {
            CheckReleasable(register, argument, in value);
            call.ReleasedRegister = register;
        }

        if (value.ReferenceId == 0 || argument.Kind == ArgumentKind.KptrSlot)
            return;
        if (call.ReferenceId != 0)
            throw _analysis.Refuse(FailureKind.Call, $"more than one arg with ref_obj_id R{register} {value.ReferenceId} {call.ReferenceId}");
        call.ReferenceId = value.ReferenceId;
    }

    private void CheckReleasable(int register, HelperArgument argument, in RegisterState value)
    {
        if (argument.Kind != ArgumentKind.Dynptr)
        {
            if (value.ReferenceId == 0 && !value.IsZero)
                throw _analysis.Refuse(FailureKind.Resources, $"R{register} must be referenced when passed to release function");
            return;
        }

        if (value.Kind != ValueKind.Stack)
            throw _analysis.Refuse(FailureKind.Resources, $"cannot release unowned const bpf_dynptr");
        if (!_analysis.Dynptrs.HoldsReference(in value))
            throw _analysis.Refuse(FailureKind.Resources, $"arg {register} is an unacquired reference");
    }

    private void CheckKind(int register, HelperArgument argument, HelperPrototype prototype, CallArguments call)
    {
        switch (argument.Kind)
        {
            case ArgumentKind.ConstMapPointer:
                NoteMap(register, call);
                break;
            case ArgumentKind.MapKey:
                CheckKey(register, call);
                break;
            case ArgumentKind.MapValue:
                CheckValue(register, argument, call);
                break;
            case ArgumentKind.PerCpuKernelObject:
                NotePerCpuType(register, call);
                break;
            case ArgumentKind.SpinLock:
                LockOrUnlock(register, prototype.Id);
                break;
            case ArgumentKind.Timer:
                CheckTimer(register, call);
                break;
            case ArgumentKind.Function:
                call.CallbackSubprogram = _analysis.Register(register).Subprogram;
                break;
            case ArgumentKind.Memory or ArgumentKind.FixedSizeMemory:
                CheckMemory(register, argument, call);
                break;
            case ArgumentKind.MemorySize:
                CheckSize(register, argument, prototype.Arguments[register - 2], call);
                break;
            case ArgumentKind.Dynptr:
                CheckDynptr(register, argument);
                break;
            case ArgumentKind.AllocationSize:
                CheckAllocationSize(register, call);
                break;
            case ArgumentKind.ConstantString:
                _strings.Check(register);
                break;
            case ArgumentKind.KptrSlot:
                _kptrSlots.CheckSlot(register, call);
                break;
        }
    }

    // A timer, its map and its callback must belong together: of inner maps of the same shape each counts as another.
    private void NoteMap(int register, CallArguments call)
    {
        ref RegisterState map = ref _analysis.Register(register);
        if (call.MapIndex >= 0 && (call.MapIndex != map.MapIndex || call.MapInstance != map.MapInstance))
        {
            throw _analysis.Refuse(
                FailureKind.Call, $"timer pointer in R1 map_uid={call.MapInstance} doesn't match map pointer in R2 map_uid={map.MapInstance}");
        }

        (call.MapIndex, call.MapInstance) = (map.MapIndex, map.MapInstance);
    }

    private void CheckKey(int register, CallArguments call)
    {
        MapInfo map = _analysis.Program.Maps[call.MapIndex];
        _analysis.Regions.Check(register, map.KeySize, AccessKind.Read, isZeroSizeAllowed: false, call);

        // The inner maps of a template that says so may be smaller than it.
        bool isWhole = (map.Spec.Flags & (uint)MapCreateFlags.InnerMap) == 0;
        if (isWhole && map.Type is MapType.Array or MapType.PerCpuArray)
            call.ConstantKey = _keys.Find(register, map.KeySize);
    }

    private void CheckValue(int register, HelperArgument argument, CallArguments call)
    {
        if (_analysis.Register(register).IsZero && (argument.Traits & ValueTraits.MaybeNull) != 0)
            return;
        NoteFilled(register, argument, call);
        int size = _analysis.Program.Maps[call.MapIndex].ValueSize;
        _analysis.Regions.Check(register, size, AccessOf(argument), isZeroSizeAllowed: false, call);
    }

    private void CheckMemory(int register, HelperArgument argument, CallArguments call)
    {
        NoteFilled(register, argument, call);
        if (argument.Kind != ArgumentKind.FixedSizeMemory)
            return;
        _analysis.Regions.Check(register, argument.Size, AccessOf(argument), isZeroSizeAllowed: false, call);
        if ((argument.Traits & ValueTraits.Aligned) != 0)
            Alignment.Check(_analysis, in _analysis.Register(register), 0, argument.Size, isStrict: true);
    }

    private void CheckSize(int register, HelperArgument argument, HelperArgument memory, CallArguments call)
    {
        call.SizeMaximum = _analysis.Register(register).Number.UnsignedMax;
        bool mayBeZero = (argument.Traits & ValueTraits.MayBeZero) != 0;
        _analysis.Regions.CheckSized(register - 1, register, AccessOf(memory), mayBeZero, call);
    }

    private void CheckDynptr(int register, HelperArgument argument)
    {
        DynptrKind wanted = (argument.Traits & ValueTraits.LocalDynptr) != 0 ? DynptrKind.Local
            : (argument.Traits & ValueTraits.RingBufferDynptr) != 0 ? DynptrKind.RingBuffer
            : DynptrKind.None;
        if ((argument.Traits & ValueTraits.MayBeUninitialised) != 0)
        {
            _analysis.Dynptrs.CheckUninitialized(register);
            _analysis.Dynptrs.MarkInitialized(register, wanted);
            return;
        }

        bool mutates = (argument.Traits & ValueTraits.ReadOnly) == 0;
        _analysis.Dynptrs.CheckInitialized(register, mutates, wanted);
    }

    private void NotePerCpuType(int register, CallArguments call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (value.TypeId == 0)
            throw _analysis.Refuse(FailureKind.Call, $"Helper has invalid btf_id in R{register}");
        (call.ResultBtfIndex, call.ResultTypeId) = (value.BtfIndex, value.TypeId);
        call.IsAllocatedPerCpu = value.Has(ValueFlags.Rcu);
    }

    private void LockOrUnlock(int register, HelperId id)
    {
        if (_sections.IsComparingNodes())
            throw _analysis.Unsafe($"can't spin_{{lock,unlock}} in rbtree cb");
        if (id == HelperId.SpinLock)
            _analysis.SpinLocks.Lock(register, ReferenceKind.SpinLock);
        else
            _analysis.SpinLocks.Unlock(register, ReferenceKind.SpinLock);
    }

    private void CheckTimer(int register, CallArguments call)
    {
        _mapFields.Check(register, SpecialFieldKind.Timer, "bpf_timer");
        ref RegisterState value = ref _analysis.Register(register);
        (call.MapIndex, call.MapInstance) = (value.MapIndex, value.MapInstance);
    }

    private void CheckAllocationSize(int register, CallArguments call)
    {
        ref RegisterState size = ref _analysis.Register(register);
        if (!size.Number.IsConstant)
            throw _analysis.Refuse(FailureKind.Call, $"R{register} is not a known constant'");
        call.MemorySize = (long)size.Number.ConstantValue;
        _analysis.Precision.MarkRegister(register);
    }

    private static AccessKind AccessOf(HelperArgument argument) =>
        (argument.Traits & ValueTraits.Written) != 0 ? AccessKind.Write : AccessKind.Read;

    private static void NoteFilled(int register, HelperArgument argument, CallArguments call)
    {
        if ((argument.Traits & ValueTraits.MayBeUninitialised) != 0)
            call.FilledRegister = register;
    }
}
