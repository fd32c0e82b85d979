// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Checks memory that is passed to helpers and kernel functions: so many bytes from a pointer.</summary>
/// <remarks>
/// Memory that the callee fills need not be initialised. Whoever checks the call says so by setting <see cref="CallArguments.FilledRegister"/>
/// to the argument's register before the check. If the argument is a known place of the stack, <see cref="CallArguments.FilledSize"/> says
/// afterwards how many bytes become numbers; the call writes them once all arguments are checked, before R0 to R5 change.
/// Of any other argument <see cref="CallArguments.FilledSize"/> stays 0, and there is nothing to do.
/// </remarks>
internal sealed class MemoryRegions
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public MemoryRegions(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks that a register points to so many bytes that the callee may access.</summary>
    /// <param name="register">The register.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">What the callee does with them; both are checked one after the other.</param>
    /// <param name="isZeroSizeAllowed">Whether no memory at all will do when the size is 0.</param>
    /// <param name="call">The call, or null where all of the memory must be initialised.</param>
    public void Check(int register, int size, AccessKind access, bool isZeroSizeAllowed, CallArguments? call)
    {
        if ((access & AccessKind.Read) != 0)
            CheckOneWay(register, size, AccessKind.Read, isZeroSizeAllowed, call);
        if ((access & AccessKind.Write) != 0)
            CheckOneWay(register, size, AccessKind.Write, isZeroSizeAllowed, call);
    }

    /// <summary>Checks that a register points to as many bytes as another register may say.</summary>
    /// <param name="register">The register with the pointer.</param>
    /// <param name="sizeRegister">The register with the size, which becomes precise.</param>
    /// <param name="access">What the callee does with them.</param>
    /// <param name="isZeroSizeAllowed">Whether the size may be 0.</param>
    /// <param name="call">The call, or null where all of the memory must be initialised.</param>
    public void CheckSized(int register, int sizeRegister, AccessKind access, bool isZeroSizeAllowed, CallArguments? call)
    {
        ref RegisterState size = ref _analysis.Register(sizeRegister);
        if (size.Number.SignedMin < 0)
            throw _analysis.Unsafe($"R{sizeRegister} min value is negative, either use unsigned or 'var &= const'");
        if (size.Number.UnsignedMin == 0 && !isZeroSizeAllowed)
            throw _analysis.Unsafe($"R{sizeRegister} invalid zero-sized read: u64=[{(long)size.Number.UnsignedMin},{(long)size.Number.UnsignedMax}]");
        if (size.Number.UnsignedMax >= MemoryBounds.MaxVariableOffset)
            throw _analysis.Unsafe($"R{sizeRegister} unbounded memory access, use 'var &= const' or 'if (var < const)'");

        // A callee that is told to fill fewer bytes than it might leaves the rest as it was, so all of it must be initialised.
        Check(register, (int)size.Number.UnsignedMax, access, isZeroSizeAllowed, size.Number.IsConstant ? call : null);
        _analysis.Precision.MarkRegister(sizeRegister);
    }

    private void CheckOneWay(int register, int size, AccessKind access, bool isZeroSizeAllowed, CallArguments? call)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        MemoryBounds bounds = _analysis.Memory.Bounds;
        switch (pointer.Kind)
        {
            case ValueKind.Packet or ValueKind.PacketMeta:
                bounds.CheckPacket(in pointer, register, pointer.Offset, size, isZeroSizeAllowed);
                break;
            case ValueKind.MapKey:
                CheckWritable(in pointer, register, access, isReadOnly: true);
                bounds.CheckRegion(in pointer, register, pointer.Offset, size, _analysis.Program.Maps[pointer.MapIndex].KeySize);
                break;
            case ValueKind.MapValue:
                _analysis.Memory.MapValues.CheckRegion(register, 0, size, access, isByCallee: true, isZeroSizeAllowed);
                break;
            case ValueKind.Memory:
                CheckWritable(in pointer, register, access, pointer.Has(ValueFlags.ReadOnly));
                bounds.CheckRegion(in pointer, register, pointer.Offset, size, (uint)pointer.MemorySize, isZeroSizeAllowed);
                break;
            case ValueKind.Buffer:
                CheckWritable(in pointer, register, access, pointer.Has(ValueFlags.ReadOnly));
                bounds.CheckBuffer(in pointer, register, pointer.Offset, size);
                break;
            case ValueKind.Stack:
                _analysis.Stack.CheckRegion(register, size, isZeroSizeAllowed, access, call);
                break;
            case ValueKind.BtfObject:
                _analysis.Memory.Objects.Check(register, 0, size, AccessKind.Read, -1);
                break;
            case ValueKind.Context when ContextAccess.IsPlain(_analysis.Program.Type):
                CheckContext(register, size, access, isZeroSizeAllowed);
                break;
            default:
                CheckNothing(in pointer, register, size, isZeroSizeAllowed);
                break;
        }
    }

    // The context of a hook that has no structure of its own has whatever size the program uses of it.
    private void CheckContext(int register, int size, AccessKind access, bool isZeroSizeAllowed)
    {
        if (size == 0)
        {
            if (!isZeroSizeAllowed)
                throw _analysis.Unsafe($"invalid zero-sized read");
            return;
        }

        _analysis.Memory.Check(register, size - 1, 1, access, -1);
    }

    private void CheckNothing(in RegisterState pointer, int register, int size, bool isZeroSizeAllowed)
    {
        if (!isZeroSizeAllowed || size != 0 || !pointer.IsZero)
            throw _analysis.Unsafe($"R{register} type={ValueNames.NameOf(in pointer)} expected={ValueNames.NameOf(ValueKind.Stack)}");
    }

    private void CheckWritable(in RegisterState pointer, int register, AccessKind access, bool isReadOnly)
    {
        if (access == AccessKind.Write && isReadOnly)
            throw _analysis.Unsafe($"R{register} cannot write into {ValueNames.NameOf(in pointer)}");
    }
}
