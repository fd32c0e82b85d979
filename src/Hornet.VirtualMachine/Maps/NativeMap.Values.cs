// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

// Values: copied without the fields of the kernel's, and under the value's spin lock where the caller asks for that.
internal abstract unsafe partial class NativeMap
{
    /// <summary>Whether update flags hold anything but one of <c>BPF_ANY</c>, <c>BPF_NOEXIST</c>, <c>BPF_EXIST</c>.</summary>
    protected static bool IsUnknown(ulong flags) => flags > (ulong)MapUpdateFlags.Exist;

    /// <summary>Whether update flags ask for the spin lock of the value.</summary>
    protected static bool WantsLock(ulong flags) => (flags & (ulong)MapUpdateFlags.Lock) != 0;

    /// <summary>Update flags without the one for the spin lock.</summary>
    protected static ulong WithoutLock(ulong flags) => flags & ~(ulong)MapUpdateFlags.Lock;

    /// <summary>What an update may do, given whether the entry is there.</summary>
    /// <returns>0, -EEXIST or -ENOENT.</returns>
    protected static long CheckPresence(bool isThere, ulong flags)
    {
        ulong wanted = WithoutLock(flags);
        if (isThere)
            return wanted == (ulong)MapUpdateFlags.NoExist ? -Errno.EEXIST : 0;
        return wanted == (ulong)MapUpdateFlags.Exist ? -Errno.ENOENT : 0;
    }

    /// <summary>Turns an answer of the program side into one of the user side.</summary>
    protected static MapError ToError(long result) => (MapError)(int)-result;

    /// <summary>Copies a value into the map; the kernel's fields in the map stay as they are.</summary>
    protected void CopyIn(byte* destination, byte* source, bool locked = false)
    {
        if (!Fields.Any)
        {
            Copy(destination, source, ValueSize);
            return;
        }

        if (locked)
            NativeLock.Acquire((int*)(destination + Fields.SpinLockOffset));
        CopyAround(destination, source);
        if (locked)
            NativeLock.Release((int*)(destination + Fields.SpinLockOffset));
    }

    /// <summary>Copies a value out of the map; the kernel's fields read as zeros.</summary>
    protected void CopyOut(byte* destination, byte* source, bool locked = false)
    {
        if (!Fields.Any)
        {
            Copy(destination, source, ValueSize);
            return;
        }

        if (locked)
            NativeLock.Acquire((int*)(source + Fields.SpinLockOffset));
        CopyAround(destination, source);
        if (locked)
            NativeLock.Release((int*)(source + Fields.SpinLockOffset));
        ClearFields(destination);
    }

    /// <summary>Copies one CPU's value with its padding to 8 bytes, the fields of the kernel's left out.</summary>
    protected void CopyInPadded(byte* destination, byte* source)
    {
        if (Fields.Any)
            CopyAround(destination, source);
        else
            Copy(destination, source, ValueStride);
    }

    /// <summary>Copies one CPU's value with its padding to 8 bytes; the fields of the kernel's read as zeros.</summary>
    protected void CopyOutPadded(byte* destination, byte* source)
    {
        Copy(destination, source, ValueStride);
        if (Fields.Any)
            ClearFields(destination);
    }

    /// <summary>Sets the kernel's fields of a value to zero.</summary>
    protected void ClearFields(byte* value)
    {
        foreach (ValueField field in Fields.All)
            Unsafe.InitBlockUnaligned(value + field.Offset, 0, (uint)field.Size);
    }

    /// <summary>Stops the timers and gives up the references of a value that is overwritten or goes away.</summary>
    protected void ReleaseFields(byte* value)
    {
        if (!Fields.HasOwned)
            return;
        Registry.ValueReleased?.Invoke(this, value);
        foreach (ValueField field in Fields.All)
        {
            if (field.Kind is not (ValueFieldKind.SpinLock or ValueFieldKind.ResilientSpinLock or ValueFieldKind.Node))
                Unsafe.InitBlockUnaligned(value + field.Offset, 0, (uint)field.Size);
        }
    }

    /// <summary>Copies bytes; whole words are copied whole, so that a reader at the same time sees no half of a counter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void Copy(byte* destination, byte* source, int length)
    {
        if (length == 8)
            *(ulong*)destination = *(ulong*)source;
        else if (length == 4)
            *(uint*)destination = *(uint*)source;
        else
            Unsafe.CopyBlockUnaligned(destination, source, (uint)length);
    }

    private void CopyAround(byte* destination, byte* source)
    {
        int at = 0;
        foreach (ValueField field in Fields.All)
        {
            if (field.Offset > at)
                Unsafe.CopyBlockUnaligned(destination + at, source + at, (uint)(field.Offset - at));
            at = Math.Max(at, field.Offset + field.Size);
        }

        if (at < ValueSize)
            Unsafe.CopyBlockUnaligned(destination + at, source + at, (uint)(ValueSize - at));
    }
}
