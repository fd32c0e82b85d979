// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

// Memory of the stack that is passed to helpers and kernel functions.
internal sealed partial class StackMemory
{
    /// <summary>Checks stack bytes that a callee reads or writes.</summary>
    /// <param name="register">The register that points to them.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="isZeroSizeAllowed">Whether no bytes at all will do.</param>
    /// <param name="access">What the callee does with them.</param>
    /// <param name="call">The call: if it fills this register's memory, the bytes need not be initialised and are counted there.</param>
    public void CheckRegion(int register, int size, bool isZeroSizeAllowed, AccessKind access, CallArguments? call)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (size == 0 && !isZeroSizeAllowed)
            throw _analysis.Unsafe($"invalid zero-sized read");
        StackFrame frame = CheckBounds(in pointer, register, pointer.Offset, size, access);
        if (!pointer.HasFixedOffset)
            RequirePrivilegedForVariableOffset(in pointer, register);
        if (call?.FilledRegister == register && pointer.HasFixedOffset)
        {
            CheckNoDynptr(frame, (int)pointer.Number.ConstantValue + pointer.Offset, size);
            call.FilledSize = size;
            return;
        }

        CheckInitialized(in pointer, register, pointer.Offset, size, access);
    }

    // The callee would write into a dynptr that it may have been given as another argument.
    private void CheckNoDynptr(StackFrame frame, int first, int size)
    {
        for (int at = first; at < first + size; at++)
        {
            if (KindAt(frame, at) == SlotKind.Dynptr)
                throw _analysis.Unsafe($"potential write to dynptr at off={at} disallowed");
        }
    }
}
