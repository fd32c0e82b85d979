// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Dynptrs: pointers that know their size, and reads and writes through them (<c>kernel/bpf/helpers.c</c>).</summary>
internal static unsafe class DynptrHelpers
{
    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.DynptrFromMemory, &FromMemory);
        table.Add(HelperId.DynptrRead, &Read);
        table.Add(HelperId.DynptrWrite, &Write);
        table.Add(HelperId.DynptrData, &Data);
    }

    private static ulong FromMemory(ProgramRun run, ulong data, ulong size, ulong flags, ulong result, ulong r5)
    {
        Dynptr* dynptr = Dynptr.At(run, result, MemoryAccess.Write);
        *dynptr = default;
        if ((uint)size > Dynptr.MaxSize)
            return Errno.Result(Errno.E2BIG);
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        run.Access(data, (uint)size, MemoryAccess.ReadWrite);
        *dynptr = Dynptr.Create(data, DynptrKind.Local, (uint)size);
        return 0;
    }

    private static ulong Read(ProgramRun run, ulong to, ulong length, ulong source, ulong offset, ulong flags)
    {
        Span<byte> destination = run.Writable(to, (uint)length);
        Dynptr* dynptr = Dynptr.At(run, source, MemoryAccess.Read);
        if (dynptr->Data == 0 || flags != 0)
            return Errno.Result(Errno.EINVAL);
        if (!dynptr->Holds((uint)offset, (uint)length))
            return Errno.Result(Errno.E2BIG);

        uint start = dynptr->Offset + (uint)offset;
        switch (dynptr->Kind)
        {
            case DynptrKind.Skb:
                ReadOnlySpan<byte> packet = run.Packet.Span;
                if ((ulong)start + (ulong)destination.Length > (ulong)packet.Length)
                {
                    destination.Clear();
                    return Errno.Result(Errno.EFAULT);
                }

                packet.Slice((int)start, destination.Length).CopyTo(destination);
                return 0;
            case DynptrKind.Xdp:
                return Errno.Of(XdpHelpers.Load(run, start, destination));
            default:
                // The two may overlap; copying between spans allows for that.
                run.Readable(dynptr->Data + start, (uint)length).CopyTo(destination);
                return 0;
        }
    }

    private static ulong Write(ProgramRun run, ulong destination, ulong offset, ulong from, ulong length, ulong flags)
    {
        ReadOnlySpan<byte> source = run.Readable(from, (uint)length);
        Dynptr* dynptr = Dynptr.At(run, destination, MemoryAccess.Read);
        if (dynptr->Data == 0 || dynptr->IsReadOnly)
            return Errno.Result(Errno.EINVAL);
        if (!dynptr->Holds((uint)offset, (uint)length))
            return Errno.Result(Errno.E2BIG);

        uint start = dynptr->Offset + (uint)offset;
        if (dynptr->Kind == DynptrKind.Skb)
            return Errno.Of(SkbHelpers.Store(run, start, source, flags));
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        if (dynptr->Kind == DynptrKind.Xdp)
            return Errno.Of(XdpHelpers.Store(run, start, source));
        source.CopyTo(run.Writable(dynptr->Data + start, (uint)length));
        return 0;
    }

    /// <summary>The address of bytes inside a writable dynptr of memory; 0 when there is none.</summary>
    private static ulong Data(ProgramRun run, ulong pointer, ulong offset, ulong length, ulong r4, ulong r5)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.Read);
        if (dynptr->Data == 0 || !dynptr->Holds((uint)offset, (uint)length) || dynptr->IsReadOnly)
            return 0;
        return dynptr->Kind is DynptrKind.Local or DynptrKind.RingBuffer ? dynptr->Data + dynptr->Offset + (uint)offset : 0;
    }
}
