// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What programs, callbacks and functions may return.</summary>
internal sealed class ReturnValues
{
    private const string AtExit = "At program exit";

    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ReturnValues(Analysis analysis) => _analysis = analysis;

    private VerifiedProgram Program => _analysis.Program;

    /// <summary>Checks what is returned where the outermost frame exits: a program, a global function, an asynchronous or exception callback.</summary>
    /// <param name="register">The register: R0, or R1 of a throw that nothing but the kernel's own exception callback catches.</param>
    public void CheckExit(int register = 0)
    {
        StackFrame outermost = _analysis.State[0];
        bool isMain = outermost.Subprogram == 0 || outermost.IsExceptionCallback;
        if (isMain && (ReturnsNothing() || ReturnsObject(register, outermost)))
            return;
        ref RegisterState result = ref _analysis.Readable((Bytecode.Register)register);
        if (!Program.IsPrivileged && result.IsPointer)
            throw _analysis.Unsafe($"R{register} leaks addr as return value");
        if (outermost.IsAsyncCallback)
        {
            Require(register, outermost.CallbackReturn, "At async callback return", isNarrow: false);
        }
        else if (!isMain)
        {
            if (!result.IsScalar)
                throw _analysis.Unsafe($"At subprogram exit the register R{register} is not a scalar value ({ValueNames.NameOf(in result)})");
        }
        else if (RangeOf(outermost) is { } range)
        {
            Require(register, range, AtExit, isNarrow: Program is { Type: ProgramType.Lsm, AttachType: not AttachType.LsmCgroup });
        }
    }

    /// <summary>Checks that R0, a number, is what a callback may return.</summary>
    public void CheckCallback(ReturnRange range)
    {
        ref readonly Scalar number = ref _analysis.Register(0).Number;
        if (number.SignedMin < range.Low || number.SignedMax > range.High)
            throw OutOfRange(in number, range, "At callback return", "R0");
    }

    /// <summary>The refusal of a number that lies outside what may be returned.</summary>
    /// <param name="number">What is known of it.</param>
    /// <param name="range">What may be returned.</param>
    /// <param name="when">When it was found.</param>
    /// <param name="register">The register.</param>
    public Refusal OutOfRange(in Scalar number, ReturnRange range, string when, string register)
    {
        string known = (number.SignedMin > long.MinValue ? $" smin={number.SignedMin}" : "") + (number.SignedMax < long.MaxValue ? $" smax={number.SignedMax}" : "");
        if (known.Length == 0)
            known = " unknown scalar value";
        return _analysis.Refuse(FailureKind.Policy, $"{when} the register {register} has{known} should have been in [{range.Low}, {range.High}]");
    }

    private void Require(int register, ReturnRange range, string when, bool isNarrow)
    {
        ref RegisterState result = ref _analysis.Register(register);
        if (!result.IsScalar)
            throw _analysis.Unsafe($"{when} the register R{register} is not a known value ({ValueNames.NameOf(in result)})");
        _analysis.Precision.MarkRegister(register);
        ref readonly Scalar number = ref _analysis.Register(register).Number;
        (long low, long high) = isNarrow ? (number.SignedMin32, number.SignedMax32) : (number.SignedMin, number.SignedMax);
        if (low < range.Low || high > range.High)
            throw OutOfRange(in number, range, when, $"R{register}");
    }

    /// <summary>Hooks and members whose functions return nothing let R0 be whatever it is; at a cgroup's hook it still decides.</summary>
    private bool ReturnsNothing()
    {
        bool isTyped = Program is { Type: ProgramType.Lsm, AttachType: not AttachType.LsmCgroup } or { Type: ProgramType.StructOperations };
        return isTyped && HookResult() == 0;
    }

    /// <summary>A member of a structure of operations may return an object that the program owns, untouched, where its function returns that type.</summary>
    private bool ReturnsObject(int register, StackFrame outermost)
    {
        if (Program.Type != ProgramType.StructOperations || outermost.IsExceptionCallback || PointedResult() is not { } type)
            return false;
        ref RegisterState result = ref _analysis.Register(register);
        if (result.Kind != ValueKind.BtfObject || result.ReferenceId == 0 || result.BtfIndex != Program.AttachPoint!.BtfIndex || result.TypeId != type)
            return false;
        _analysis.Memory.Bounds.CheckUnmodified(in result, register);
        return true;
    }

    private ReturnRange? RangeOf(StackFrame outermost) => (Program.Type, Program.AttachType) switch
    {
        (ProgramType.Lsm, AttachType.LsmCgroup) => HookResult() == 0 ? new ReturnRange(1, 1) : new ReturnRange(0, 1),
        (ProgramType.Lsm, _) => AttachFacts.ReturnsTruth(Program.AttachPoint!.Name)
            ? new ReturnRange(0, 1)
            : new ReturnRange(-4095, 0),
        (ProgramType.StructOperations, _) => outermost.IsExceptionCallback || PointedResult() is null ? null : new ReturnRange(0, 0),
        (ProgramType.Kprobe, AttachType.TraceKprobeSession or AttachType.TraceUprobeSession) => new ReturnRange(0, 1),
        (ProgramType.Kprobe, _) => null,
        _ => ReturnRange.For(Program.Type, Program.AttachType),
    };

    private uint HookResult()
    {
        AttachPoint point = Program.AttachPoint!;
        return point.Prototype(Program.Btfs).ReturnTypeId;
    }

    /// <summary>What the result of the hook's function points to, or null for no pointer.</summary>
    private uint? PointedResult()
    {
        Btf btf = Program.Btfs[Program.AttachPoint!.BtfIndex];
        return btf[btf.Resolve(HookResult())] is BtfPointer pointer ? btf.Resolve(pointer.TypeId) : null;
    }
}
