// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Dynptrs of packets, and pieces of dynptrs (kfuncs of <c>kernel/bpf/helpers.c</c> and <c>net/core/filter.c</c>).</summary>
internal static unsafe class DynptrFunctions
{
    public static ulong FromSkb(ProgramRun run, ulong context, ulong flags, ulong pointer, ulong r4, ulong r5) =>
        FromPacket(run, context, flags, pointer, DynptrKind.Skb);

    public static ulong FromXdp(ProgramRun run, ulong context, ulong flags, ulong pointer, ulong r4, ulong r5) =>
        FromPacket(run, context, flags, pointer, DynptrKind.Xdp);

    private static ulong FromPacket(ProgramRun run, ulong context, ulong flags, ulong pointer, DynptrKind kind)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.Write);
        *dynptr = default;
        if (flags != 0 || !run.HasPacket)
            return Errno.Result(Errno.EINVAL);
        *dynptr = Dynptr.Create(context, kind, (uint)run.Packet.Length, isReadOnly: !run.CanWritePacket);
        return 0;
    }

    /// <summary>The address of bytes inside a dynptr; packets are in one piece, so the caller's buffer is never needed.</summary>
    public static ulong Slice(ProgramRun run, ulong pointer, ulong offset, ulong buffer, ulong size, ulong r5) =>
        Slice(run, Dynptr.At(run, pointer, MemoryAccess.Read), (uint)offset, (uint)size);

    public static ulong WritableSlice(ProgramRun run, ulong pointer, ulong offset, ulong buffer, ulong size, ulong r5)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.Read);
        return dynptr->IsReadOnly ? 0 : Slice(run, dynptr, (uint)offset, (uint)size);
    }

    private static ulong Slice(ProgramRun run, Dynptr* dynptr, uint offset, uint size)
    {
        if (dynptr->Data == 0 || !dynptr->Holds(offset, size))
            return 0;
        uint start = dynptr->Offset + offset;
        if (dynptr->Kind is not (DynptrKind.Skb or DynptrKind.Xdp))
            return dynptr->Data + start;
        // The packet may have shrunk since the dynptr was made.
        return (ulong)start + size <= (ulong)run.Packet.Length ? (ulong)(run.Packet.Data + start) : 0;
    }

    public static ulong Adjust(ProgramRun run, ulong pointer, ulong start, ulong end, ulong r4, ulong r5)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.ReadWrite);
        uint first = (uint)start;
        uint last = (uint)end;
        if (dynptr->Data == 0 || first > last)
            return Errno.Result(Errno.EINVAL);
        if (first > dynptr->Size || last > dynptr->Size)
            return Errno.Result(Errno.ERANGE);
        dynptr->Adjust(first, last);
        return 0;
    }

    public static ulong IsNull(ProgramRun run, ulong pointer, ulong r2, ulong r3, ulong r4, ulong r5) =>
        Dynptr.At(run, pointer, MemoryAccess.Read)->Data == 0 ? 1u : 0u;

    public static ulong IsReadOnly(ProgramRun run, ulong pointer, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.Read);
        return dynptr->Data != 0 && dynptr->IsReadOnly ? 1u : 0u;
    }

    public static ulong Size(ProgramRun run, ulong pointer, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.Read);
        return dynptr->Data == 0 ? Errno.Result(Errno.EINVAL) : dynptr->Size;
    }

    public static ulong Clone(ProgramRun run, ulong pointer, ulong clone, ulong r3, ulong r4, ulong r5)
    {
        Dynptr source = *Dynptr.At(run, pointer, MemoryAccess.Read);
        *Dynptr.At(run, clone, MemoryAccess.Write) = source;
        return source.Data == 0 ? Errno.Result(Errno.EINVAL) : 0;
    }
}
