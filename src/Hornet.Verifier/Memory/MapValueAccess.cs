// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Checks accesses to the values of maps: bounds, direction, special fields, constants.</summary>
internal sealed class MapValueAccess
{
    private readonly Analysis _analysis;
    private readonly MemoryBounds _bounds;
    private readonly KernelPointers _kernelPointers;

    /// <summary>Works on an analysis.</summary>
    public MapValueAccess(Analysis analysis, MemoryBounds bounds, KernelPointers kernelPointers)
    {
        _analysis = analysis;
        _bounds = bounds;
        _kernelPointers = kernelPointers;
    }

    /// <summary>Checks a load or store of the current instruction.</summary>
    /// <param name="register">The register with the pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="valueRegister">The register that is loaded or stored, or -1.</param>
    public void Check(int register, int offset, int size, AccessKind access, int valueRegister)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        MapInfo map = _analysis.Program.Maps[pointer.MapIndex];
        CheckRegion(register, offset, size, access, isByCallee: false);
        int at = offset + pointer.Offset + (int)pointer.Number.ConstantValue;
        if (pointer.HasFixedOffset && map.Fields?.At(at) is { Kind: var kind } field && KernelPointers.IsPointer(kind))
        {
            _kernelPointers.Check(in field, valueRegister);
            return;
        }

        if (access != AccessKind.Read || valueRegister < 0)
            return;
        bool isConstant = map.TryReadConstant(at, size, out ulong constant) && pointer.HasFixedOffset;
        _analysis.Register(valueRegister) = isConstant ? RegisterState.ConstantScalar(constant) : LoadedValue.Unknown(_analysis);
    }

    /// <summary>Checks that bytes of a map's value may be accessed.</summary>
    /// <param name="register">The register with the pointer.</param>
    /// <param name="offset">What the access adds to the pointer.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="isByCallee">Whether a helper or kernel function makes the access.</param>
    /// <param name="isZeroSizeAllowed">Whether no bytes at all may be accessed.</param>
    public void CheckRegion(int register, int offset, int size, AccessKind access, bool isByCallee, bool isZeroSizeAllowed = false)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        MapInfo map = _analysis.Program.Maps[pointer.MapIndex];
        int at = offset + pointer.Offset;
        if (access == AccessKind.Write && map.IsReadOnlyForPrograms)
            throw _analysis.Unsafe($"write into map forbidden, value_size={map.ValueSize} off={at} size={size}");
        if (access == AccessKind.Read && map.IsWriteOnlyForPrograms && !map.IsReadOnlyForPrograms)
            throw _analysis.Unsafe($"read from map forbidden, value_size={map.ValueSize} off={at} size={size}");
        _bounds.CheckRegion(in pointer, register, at, size, map.ValueSize, isZeroSizeAllowed);
        if (map.Fields is not null)
            CheckFields(map.Fields, in pointer, at, size, isByCallee);
    }

    private void CheckFields(RecordFields fields, in RegisterState pointer, int offset, int size, bool isByCallee)
    {
        foreach (ref readonly SpecialField field in fields.All.AsSpan())
        {
            bool isBehind = pointer.Number.SignedMin + offset >= field.Offset + field.Size;
            bool isBefore = pointer.Number.UnsignedMax + (ulong)(offset + size) <= (ulong)field.Offset;
            if (isBehind || isBefore)
                continue;
            string name = FieldTypes.NameOf(field.Kind);
            if (!KernelPointers.IsPointer(field.Kind))
                throw _analysis.Unsafe($"{name} cannot be accessed directly by load/store");
            if (isByCallee)
                throw _analysis.Unsafe($"{name} cannot be accessed indirectly by helper");
            if (!pointer.HasFixedOffset)
                throw _analysis.Unsafe($"{name} access cannot have variable offset");
            ulong at = (ulong)offset + pointer.Number.ConstantValue;
            if ((ulong)field.Offset != at)
                throw _analysis.Unsafe($"{name} access misaligned expected={field.Offset} off={at}");
            if (size != sizeof(ulong))
                throw _analysis.Unsafe($"{name} access size must be BPF_DW");
        }
    }
}
