// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>
/// What pointer arithmetic without privilege has to keep to, so that a processor that speculates cannot be led out of bounds: one direction,
/// one kind of pointer and one limit for each instruction.
/// </summary>
internal sealed class PointerSanitation
{
    private const int StackSize = 512;
    private const string Prohibited = "pointer arithmetic with it prohibited for !root";

    private readonly Analysis _analysis;
    private readonly Dictionary<int, Step> _steps = [];

    private Step? _pending;

    /// <summary>An addition or subtraction of a register to a pointer, as far as it has to be the same on all paths.</summary>
    private readonly record struct Step(string Verb, bool IsNegative, bool IsConstant, bool IsPointerFirst, bool GoesDown, long Limit);

    /// <summary>Works on an analysis.</summary>
    public PointerSanitation(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks an addition or subtraction before it is done.</summary>
    public void Check(Instruction instruction, in RegisterState pointer, in RegisterState number)
    {
        if (instruction.AluOperation is not (AluOperation.Add or AluOperation.Subtract) || !instruction.UsesSourceRegister)
            return;
        int register = (int)instruction.Destination;
        string verb = instruction.AluOperation == AluOperation.Add ? "add" : "sub";
        bool isPointerFirst = _analysis.Register(register).IsPointer;
        int source = (int)instruction.Source;
        if (!number.Number.IsConstant && (number.Number.SignedMin < 0) != (number.Number.SignedMax < 0))
            throw Refuse($"R{(isPointerFirst ? source : register)} has unknown scalar with mixed signed bounds, {Prohibited}");
        bool isNegative = number.Number.SignedMin < 0;
        bool goesDown = instruction.AluOperation == AluOperation.Add ? isNegative : !isNegative;
        if (pointer.Kind is not (ValueKind.Stack or ValueKind.MapValue))
            throw Refuse($"R{(isPointerFirst ? register : source)} has pointer with unsupported alu operation, {Prohibited}");
        long limit = LimitOf(in pointer, goesDown);
        int most = pointer.Kind == ValueKind.MapValue ? _analysis.Program.Maps[pointer.MapIndex].ValueSize : goesDown ? StackSize + 1 : StackSize;
        if (limit < 0 || limit >= most)
            throw Refuse($"R{register} tried to {verb} beyond pointer bounds, {Prohibited}");
        _pending = new Step(verb, isNegative, number.Number.IsConstant, isPointerFirst, goesDown, limit);
    }

    /// <summary>Checks where the arithmetic led to.</summary>
    public void CheckResult(int register)
    {
        ref RegisterState result = ref _analysis.Register(register);
        switch (result.Kind)
        {
            case ValueKind.Stack:
                long offset = result.Offset + (long)result.Number.Bits.Value;
                if (!result.Number.IsConstant)
                    throw _analysis.Unsafe($"R{register} variable stack access prohibited for !root, var_off={result.Number.Bits} off={offset}");
                if (offset is >= 0 or < -StackSize)
                    throw _analysis.Unsafe($"R{register} stack pointer arithmetic goes out of range, prohibited for !root; off={offset}");
                break;
            case ValueKind.MapValue:
                MapInfo map = _analysis.Program.Maps[result.MapIndex];
                if (result.Offset + result.Number.SignedMin < 0 || result.Offset + (long)result.Number.UnsignedMax >= map.ValueSize)
                    throw _analysis.Unsafe($"R{register} pointer arithmetic of map value goes out of range, prohibited for !root");
                break;
        }

        Commit(register, in result);
    }

    // How far the pointer moved is the limit that compiled code enforces, one for all paths.
    private void Commit(int register, in RegisterState result)
    {
        if (_pending is not { } step)
            return;
        _pending = null;
        Step now = step with { Limit = Math.Abs(step.Limit - LimitOf(in result, step.GoesDown)) };
        if (_steps.TryGetValue(_analysis.Instruction, out Step before) && before != now)
            throw Refuse($"R{register} tried to {step.Verb} from different maps, paths or scalars, {Prohibited}");
        _steps[_analysis.Instruction] = now;
    }

    private static long LimitOf(in RegisterState pointer, bool goesDown) => pointer.Kind == ValueKind.Stack
        ? -(pointer.Offset + (long)pointer.Number.Bits.Value)
        : pointer.Offset + (goesDown ? pointer.Number.SignedMin : (long)pointer.Number.UnsignedMax);

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Policy, message);
}
