// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Functions that are verified once, by the signature in their BTF.</summary>
internal sealed class GlobalFunctions
{
    private readonly Analysis _analysis;
    private readonly SignatureReader _signatures;
    private readonly ArgumentOffsets _offsets;
    private readonly CallArguments _call = new();

    /// <summary>Works on an analysis.</summary>
    public GlobalFunctions(Analysis analysis)
    {
        _analysis = analysis;
        _signatures = new SignatureReader(analysis.Program);
        _offsets = new ArgumentOffsets(analysis);
    }

    /// <summary>Checks a call by the callee's signature. What the call changes (R0 to R5, packet pointers) is the caller's to do.</summary>
    /// <exception cref="Refusal">An argument is not what the signature says; the message names the argument's fault first and the call's then, as the kernel's log does.</exception>
    public void CheckArguments(Subprogram callee)
    {
        try
        {
            _call.Reset(callee.Name);
            for (int i = 0; i < _signatures.Read(callee).Length; i++)
                CheckArgument(callee.Arguments[i], i);
        }
        catch (Refusal fault)
        {
            throw _analysis.Refuse(fault.Kind, $"{fault.Message}\nCaller passes invalid args into func#{callee.Index} ('{callee.Name}')");
        }
    }

    /// <summary>Fills the argument registers of a global function, or of a main program with a BTF signature that replaces another, when it is verified by itself.</summary>
    public void Begin(Subprogram function, StackFrame frame)
    {
        if (function.Index == 0 && _analysis.Program.Spec.Type != ProgramType.Extension)
        {
            frame.Registers[1] = RegisterState.Pointer(ValueKind.Context);
            _analysis.Memory.Context.TakeReferences();
            return;
        }

        _ = _signatures.Read(function);
        if (function.IsExceptionCallback && (function.Arguments.Length != 1 || function.Arguments[0].Kind != ValueKind.Scalar))
            throw new Refusal("exception cb only supports single integer argument", FailureKind.Call, function.Start);
        for (int i = 0; i < function.Arguments.Length; i++)
            Fill(ref frame.Registers[i + 1], function.Arguments[i]);
    }

    private void Fill(ref RegisterState register, SubprogramArgument argument)
    {
        switch (argument.Kind)
        {
            case ValueKind.Scalar or ValueKind.Arena:
                // An arena's address is only an address once it was cast.
                register = RegisterState.UnknownScalar;
                break;
            case ValueKind.DynptrPointer:
                _analysis.Dynptrs.FillPointer(ref register, DynptrKind.Local);
                break;
            default:
                register = RegisterState.Pointer(argument.Kind, argument.Flags);
                register.BtfIndex = argument.BtfIndex;
                register.TypeId = argument.TypeId;
                if (argument.Kind == ValueKind.Memory)
                    register.MemorySize = argument.MemorySize;
                if (register.MaybeNull)
                    register.Id = _analysis.NewId();
                break;
        }
    }

    private void CheckArgument(SubprogramArgument argument, int index)
    {
        int number = index + 1;
        ref RegisterState value = ref _analysis.Register(number);
        switch (argument.Kind)
        {
            case ValueKind.Scalar:
                if (!value.IsScalar)
                    throw Refuse($"R{number} is not a scalar");
                break;
            case ValueKind.Memory or ValueKind.BtfObject when (argument.Flags & ValueFlags.Untrusted) != 0:
                break; // it may be anything: accesses through it cannot do harm
            case ValueKind.Context:
                _offsets.Check(number);
                if (!value.Is(ValueKind.Context))
                    throw Refuse($"arg#{index} expects pointer to ctx");
                break;
            case ValueKind.Memory:
                CheckMemory(argument, index);
                break;
            case ValueKind.Arena:
                if (value.Kind is not (ValueKind.Arena or ValueKind.Scalar))
                    throw Refuse($"R{number} is not a pointer to arena or scalar.");
                break;
            case ValueKind.DynptrPointer:
                _analysis.Dynptrs.CheckInitialized(number, mutates: false);
                break;
            default:
                CheckObject(argument, number);
                break;
        }
    }

    private void CheckMemory(SubprogramArgument argument, int index)
    {
        int number = index + 1;
        _offsets.Check(number);
        ref RegisterState value = ref _analysis.Register(number);
        if (value.IsZero)
            return;

        // Whether it is NULL is the callee's to test; where it is not, it must be memory.
        RegisterState before = value;
        value.Flags &= ~ValueFlags.MaybeNull;
        _analysis.Regions.Check(number, argument.MemorySize, AccessKind.Read, isZeroSizeAllowed: true, _call);
        _analysis.Regions.Check(number, argument.MemorySize, AccessKind.Write, isZeroSizeAllowed: true, _call);
        value = before;
        if (before.MaybeNull && (argument.Flags & ValueFlags.MaybeNull) == 0)
            throw Refuse($"arg#{index} is expected to be non-NULL");
    }

    private void CheckObject(SubprogramArgument argument, int number)
    {
        ref RegisterState value = ref _analysis.Register(number);
        bool mayBeNull = (argument.Flags & ValueFlags.MaybeNull) != 0;
        if (value.IsZero && mayBeNull)
            return;
        ValueFlags flags = mayBeNull ? value.Flags & ~ValueFlags.MaybeNull : value.Flags;
        bool isObject = value.Kind == ValueKind.BtfObject && flags is ValueFlags.None or ValueFlags.Trusted or ValueFlags.Rcu;
        if (!isObject)
            throw Refuse($"R{number} type={ValueNames.NameOf(in value)} expected=ptr_, trusted_ptr_, rcu_ptr_");
        _analysis.Memory.Bounds.CheckUnmodified(in value, number, isFixedOffsetAllowed: true);
        BtfSet btfs = _analysis.Program.Btfs;
        if (!_analysis.Memory.Objects.Matcher.AreSame(value.BtfIndex, value.TypeId, value.Offset, argument.BtfIndex, argument.TypeId, isStrict: false))
            throw Refuse($"R{number} is of type {btfs[value.BtfIndex].NameOf(value.TypeId)} but {btfs[argument.BtfIndex].NameOf(argument.TypeId)} is expected");
        _offsets.Check(number);
    }

    private Refusal Refuse(FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture), FailureKind.Call, _analysis.Instruction);
}
