// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Which values go for which arguments of helpers.</summary>
internal sealed class ArgumentTypes
{
    private static readonly ValueType[] Memory =
    [
        new(ValueKind.Stack), new(ValueKind.Packet), new(ValueKind.PacketMeta), new(ValueKind.MapKey), new(ValueKind.MapValue), new(ValueKind.Memory),
        new(ValueKind.Memory, ValueFlags.RingBuffer), new(ValueKind.Buffer), new(ValueKind.BtfObject, ValueFlags.Trusted),
    ];

    private static readonly ValueType[] MapPointer = [new(ValueKind.Map)];
    private static readonly ValueType[] Number = [new(ValueKind.Scalar)];
    private static readonly ValueType[] Context = [new(ValueKind.Context)];
    private static readonly ValueType[] LockOrSlot = [new(ValueKind.MapValue), new(ValueKind.BtfObject, ValueFlags.Allocated)];
    private static readonly ValueType[] InMapValue = [new(ValueKind.MapValue)];
    private static readonly ValueType[] Dynptr = [new(ValueKind.Stack), new(ValueKind.DynptrPointer)];
    private static readonly ValueType[] Function = [new(ValueKind.Function)];
    private static readonly ValueType[] OnStack = [new(ValueKind.Stack)];
    private static readonly ValueType[] FullSocket = [new(ValueKind.Socket)];
    private static readonly ValueType[] Record = [new(ValueKind.Memory, ValueFlags.RingBuffer)];

    private static readonly ValueType[] SocketCommon =
        [new(ValueKind.SocketCommon), new(ValueKind.Socket), new(ValueKind.TcpSocket), new(ValueKind.XdpSocket)];

    private static readonly ValueType[] AnySocket = [.. SocketCommon, new(ValueKind.BtfObject), new(ValueKind.BtfObject, ValueFlags.Trusted)];

    private static readonly ValueType[] KernelObject =
        [new(ValueKind.BtfObject), new(ValueKind.BtfObject, ValueFlags.Trusted), new(ValueKind.BtfObject, ValueFlags.Rcu)];

    private static readonly ValueType[] PerCpu =
    [
        new(ValueKind.BtfObject, ValueFlags.PerCpu), new(ValueKind.BtfObject, ValueFlags.PerCpu | ValueFlags.Rcu),
        new(ValueKind.BtfObject, ValueFlags.PerCpu | ValueFlags.Trusted),
    ];

    private readonly Analysis _analysis;
    private readonly Dictionary<string, uint> _kernelTypes = [];

    /// <summary>Works on an analysis.</summary>
    public ArgumentTypes(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks that a value is of a kind that the argument takes.</summary>
    public void Check(int register, HelperArgument argument, HelperId id, CallArguments call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        ValueType[] accepted = AcceptedFor(argument.Kind);
        ValueFlags flags = Comparable(in value, argument, isExchanged: id == HelperId.KptrExchange && register == 2);
        bool isDynptrSlice = value.Kind == ValueKind.Memory && value.Dynptr != DynptrKind.None && argument.Kind is not (ArgumentKind.Memory or ArgumentKind.FixedSizeMemory);
        if (isDynptrSlice || Array.IndexOf(accepted, new ValueType(value.Kind, flags)) < 0)
        {
            string expected = string.Join(", ", accepted.Select(type => ValueNames.NameOf(type.Kind, type.Flags)));
            throw _analysis.Refuse(FailureKind.Call, $"R{register} type={ValueNames.NameOf(in value)} expected={expected}");
        }

        if (value.Kind != ValueKind.BtfObject)
            return;
        if (ReferenceEquals(accepted, Memory))
            CheckReadOnlyUse(register, argument, call);
        else if (id == HelperId.KptrExchange && register == 2)
            CheckExchanged(register, call);
        else if ((value.Flags & (ValueFlags.PerCpu | ValueFlags.Allocated)) == 0)
            CheckObject(register, argument, id);
    }

    private static ValueType[] AcceptedFor(ArgumentKind kind) => kind switch
    {
        ArgumentKind.Memory or ArgumentKind.FixedSizeMemory or ArgumentKind.MapKey or ArgumentKind.MapValue => Memory,
        ArgumentKind.MemorySize or ArgumentKind.AllocationSize => Number,
        ArgumentKind.ConstMapPointer => MapPointer,
        ArgumentKind.Context => Context,
        ArgumentKind.SpinLock or ArgumentKind.KptrSlot => LockOrSlot,
        ArgumentKind.Timer or ArgumentKind.ConstantString => InMapValue,
        ArgumentKind.Dynptr => Dynptr,
        ArgumentKind.Function => Function,
        ArgumentKind.Stack => OnStack,
        ArgumentKind.SocketCommon => SocketCommon,
        ArgumentKind.Socket => FullSocket,
        ArgumentKind.AnySocket => AnySocket,
        ArgumentKind.KernelObject => KernelObject,
        ArgumentKind.PerCpuKernelObject => PerCpu,
        ArgumentKind.RingBufferRecord => Record,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Checking a helper's argument: no values go for it."),
    };

    // The value's flags without those that the argument does not mind.
    private static ValueFlags Comparable(in RegisterState value, HelperArgument argument, bool isExchanged)
    {
        ValueFlags flags = value.Flags;
        if ((argument.Traits & ValueTraits.ReadOnly) != 0)
            flags &= ~ValueFlags.ReadOnly;
        if ((argument.Traits & ValueTraits.MaybeNull) != 0)
            flags &= ~ValueFlags.MaybeNull;
        if (isExchanged && value.Kind == ValueKind.BtfObject && (flags & ValueFlags.Allocated) != 0)
            flags &= ~(ValueFlags.Allocated | ValueFlags.PerCpu);
        return flags;
    }

    private void CheckReadOnlyUse(int register, HelperArgument argument, CallArguments call)
    {
        if ((argument.Traits & ValueTraits.ReadOnly) != 0)
            return;
        string type = ValueNames.NameOf(in _analysis.Register(register));
        throw _analysis.Unsafe($"{call.Name}() may write into memory pointed by R{register} type={type}");
    }

    private void CheckExchanged(int register, CallArguments call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (!value.Has(ValueFlags.Allocated))
            CheckNotNull(register, mayBeNull: false);
        else if (value.MaybeNull)
            throw _analysis.Refuse(FailureKind.Call, $"verifier bug: invalid PTR_TO_BTF_ID register for type match");
        _analysis.Memory.KernelPointers.CheckStored(call.Kptr!.Value, register);
    }

    private void CheckObject(int register, HelperArgument argument, HelperId id)
    {
        bool isReleased = (argument.Traits & ValueTraits.Released) != 0;
        CheckNotNull(register, mayBeNull: !isReleased && (argument.Traits & ValueTraits.MaybeNull) != 0);
        ref RegisterState value = ref _analysis.Register(register);
        string wanted = argument.Kind == ArgumentKind.AnySocket ? "sock_common" : argument.KernelType;

        // A socket begins with what is common to all sockets, which is what sk_release takes.
        bool isExact = isReleased && id != HelperId.SkRelease;
        if (!_analysis.Memory.Objects.Matcher.AreSame(value.BtfIndex, value.TypeId, value.Offset, BtfSet.Kernel, KernelType(wanted), isExact))
        {
            string name = _analysis.Program.Btfs[value.BtfIndex].NameOf(value.TypeId);
            throw _analysis.Refuse(FailureKind.Call, $"R{register} is of type {name} but {wanted} is expected");
        }
    }

    private void CheckNotNull(int register, bool mayBeNull)
    {
        if (_analysis.Register(register).MaybeNull && !mayBeNull)
            throw _analysis.Refuse(FailureKind.Call, $"Possibly NULL pointer passed to helper arg{register}");
    }

    private uint KernelType(string name)
    {
        if (_kernelTypes.TryGetValue(name, out uint known))
            return known;
        uint id = _analysis.Program.Btfs.KernelBtf is { } btf && btf.TryFindId(name, BtfKind.Struct, out uint found) ? found : 0;
        _kernelTypes.Add(name, id);
        return id;
    }

    private readonly record struct ValueType(ValueKind Kind, ValueFlags Flags = ValueFlags.None);
}
