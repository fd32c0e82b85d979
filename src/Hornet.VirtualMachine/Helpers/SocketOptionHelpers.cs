// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Changing a socket: recorded, because there is none behind the program.</summary>
internal static unsafe class SocketOptionHelpers
{
    /// <summary>All events a sock_ops program may ask for (<c>BPF_SOCK_OPS_ALL_CB_FLAGS</c>).</summary>
    private const int KnownCallbacks = 0x7f;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Record(HelperId.SetSockOption, &SetOption, "Level, name and the first four bytes of the value are recorded.");
        table.Simulate(HelperId.GetSockOption, &GetOption, "There is no socket to ask: -EINVAL.");
        table.Record(HelperId.SockOperationsCallbackFlagsSet, &SetCallbacks, "No event comes.");
        table.Record(HelperId.Bind, &Bind, "Family and port are recorded.");
    }

    private static ulong SetOption(ProgramRun run, ulong socket, ulong level, ulong name, ulong value, ulong length)
    {
        ReadOnlySpan<byte> bytes = run.Readable(value, (uint)length);
        uint first = bytes.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        run.Helpers.Record(HelperId.SetSockOption, (uint)level, (uint)name, first);
        return 0;
    }

    private static ulong GetOption(ProgramRun run, ulong socket, ulong level, ulong name, ulong value, ulong length)
    {
        run.Writable(value, (uint)length).Clear();
        return Errno.Result(Errno.EINVAL);
    }

    /// <summary>Asks for events; returns the flags that are not known.</summary>
    private static ulong SetCallbacks(ProgramRun run, ulong context, ulong flags, ulong r3, ulong r4, ulong r5)
    {
        int wanted = (int)flags;
        run.Helpers.Record(HelperId.SockOperationsCallbackFlagsSet, (ulong)(wanted & KnownCallbacks));
        return Errno.Of(wanted & ~KnownCallbacks);
    }

    private static ulong Bind(ProgramRun run, ulong context, ulong address, ulong length, ulong r4, ulong r5)
    {
        const ushort InternetV4 = 2;
        const ushort InternetV6 = 10;
        const int SizeV4 = 16;
        const int SizeV6 = 24;
        const int FamilyNotSupported = 97;
        ReadOnlySpan<byte> bytes = run.Readable(address, (uint)length);
        if (bytes.Length < sizeof(ushort))
            return Errno.Result(Errno.EINVAL);
        ushort family = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (family is not (InternetV4 or InternetV6))
            return Errno.Result(FamilyNotSupported);
        if (bytes.Length < (family == InternetV4 ? SizeV4 : SizeV6))
            return Errno.Result(Errno.EINVAL);
        run.Helpers.Record(HelperId.Bind, family, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        return 0;
    }
}
