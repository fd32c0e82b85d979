// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Checks that accesses lie inside memory of a known size.</summary>
internal sealed class MemoryBounds
{
    /// <summary>Offsets from here on are taken for unbounded.</summary>
    public const int MaxVariableOffset = 1 << 29;

    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public MemoryBounds(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks an access at every offset that a pointer may have.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">What is added to the pointer's variable part.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="memorySize">Bytes of the memory.</param>
    /// <param name="isZeroSizeAllowed">Whether no bytes at all may be accessed.</param>
    public void CheckRegion(in RegisterState pointer, int register, int offset, int size, long memorySize, bool isZeroSizeAllowed = false)
    {
        long lowest = pointer.Number.SignedMin;
        if (lowest < 0 && (lowest == long.MinValue || offset + lowest != (int)(offset + lowest) || offset + lowest < 0))
            throw NegativeMinimum(register);
        if (!IsInside(lowest + offset, size, memorySize, isZeroSizeAllowed))
            throw Outside(in pointer, register, lowest + offset, size, memorySize, $"R{register} min value is outside of the allowed memory range");
        if (pointer.Number.UnsignedMax >= MaxVariableOffset)
            throw _analysis.Unsafe($"R{register} unbounded memory access, make sure to bounds check any such access");
        long highest = (long)pointer.Number.UnsignedMax + offset;
        if (!IsInside(highest, size, memorySize, isZeroSizeAllowed))
            throw Outside(in pointer, register, highest, size, memorySize, $"R{register} max value is outside of the allowed memory range");
    }

    /// <summary>Checks an access to packet or metadata: the range that a comparison proved is counted from after the variable part.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">What is added to the pointer's variable part.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="isZeroSizeAllowed">Whether no bytes at all may be accessed.</param>
    public void CheckPacket(in RegisterState pointer, int register, int offset, int size, bool isZeroSizeAllowed = false)
    {
        if (pointer.Number.SignedMin < 0)
            throw NegativeMinimum(register);
        if (pointer.Range < 0)
            throw _analysis.Unsafe($"R{register} offset is outside of the packet");
        if (!IsInside(offset, size, pointer.Range, isZeroSizeAllowed))
            throw Outside(in pointer, register, offset, size, pointer.Range, $"R{register} offset is outside of the packet");
    }

    /// <summary>Checks an access to a buffer whose end is checked when the program is attached or runs.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">What is added to the pointer's variable part.</param>
    /// <param name="size">Bytes.</param>
    public void CheckBuffer(in RegisterState pointer, int register, int offset, int size)
    {
        string kind = pointer.Kind == ValueKind.TracepointBuffer ? "tracepoint" : pointer.Has(ValueFlags.ReadOnly) ? "rdonly" : "rdwr";
        if (offset < 0)
            throw _analysis.Unsafe($"R{register} invalid {kind} buffer access: off={offset}, size={size}");
        if (!HasNoVariablePart(in pointer))
            throw _analysis.Unsafe($"R{register} invalid variable buffer offset: off={offset}, var_off={pointer.Number.Bits}");
    }

    /// <summary>Checks that a pointer is in the form in which the program got it, where no other will do.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="isFixedOffsetAllowed">Whether a known offset that is not negative will do, too.</param>
    public void CheckUnmodified(in RegisterState pointer, int register, bool isFixedOffsetAllowed = false)
    {
        if (pointer.Offset < 0)
            throw _analysis.Unsafe($"negative offset {ValueNames.NameOf(in pointer)} ptr R{register} off={pointer.Offset} disallowed");
        if (!isFixedOffsetAllowed && pointer.Offset != 0)
            throw _analysis.Unsafe($"dereference of modified {ValueNames.NameOf(in pointer)} ptr R{register} off={pointer.Offset} disallowed");
        if (!HasNoVariablePart(in pointer))
            throw _analysis.Unsafe($"variable {ValueNames.NameOf(in pointer)} access var_off={pointer.Number.Bits} disallowed");
    }

    /// <summary>Whether all of a pointer's offset is in its constant part.</summary>
    public static bool HasNoVariablePart(in RegisterState pointer) => pointer.Number.IsConstant && pointer.Number.ConstantValue == 0;

    /// <summary>The refusal of a pointer whose variable part may be negative.</summary>
    public Refusal NegativeMinimum(int register) =>
        _analysis.Unsafe($"R{register} min value is negative, either use unsigned index or do a if (index >=0) check.");

    private static bool IsInside(long offset, int size, long memorySize, bool isZeroSizeAllowed) =>
        (int)offset >= 0 && (size > 0 || (size == 0 && isZeroSizeAllowed)) && (int)offset + (long)size <= memorySize;

    // The kernel says first what does not fit, and then of which end of the range.
    private Refusal Outside(in RegisterState pointer, int register, long offset, int size, long memorySize, FormattableString which)
    {
        int at = (int)offset;
        FormattableString access = pointer.Kind switch
        {
            ValueKind.MapKey => $"invalid access to map key, key_size={memorySize} off={at} size={size}",
            ValueKind.MapValue => $"invalid access to map value, value_size={memorySize} off={at} size={size}",
            ValueKind.Packet or ValueKind.PacketMeta =>
                $"invalid access to packet, off={at} size={size}, R{register}(id={pointer.Id},off={at},r={memorySize})",
            _ => $"invalid access to memory, mem_size={memorySize} off={at} size={size}",
        };
        return _analysis.Refuse(FailureKind.MemorySafety, $"", access, which);
    }
}
