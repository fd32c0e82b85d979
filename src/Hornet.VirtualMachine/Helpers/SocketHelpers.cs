// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Sockets: look-ups among the <see cref="SimulatedSockets"/>, and what is known about one.</summary>
internal static unsafe class SocketHelpers
{
    private const string Note = "Sockets are SimulatedKernel.Sockets'.";
    private const string PacketNote = "The socket is SimulatedKernel.Sockets.PacketSocket.";
    private const string NoKernelObject = "There is no kernel object behind a simulated socket: NULL.";
    private const int TupleSizeV4 = 12;
    private const int TupleSizeV6 = 36;

    /// <summary>Who owns what has no owner.</summary>
    private const uint OverflowUser = 65534;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.SkLookupTcp, &LookupFullTcp, Note);
        table.Simulate(HelperId.SkcLookupTcp, &LookupTcp, Note);
        table.Simulate(HelperId.SkLookupUdp, &LookupUdp, Note);
        table.Simulate(HelperId.SkRelease, &Release, Note);
        table.Simulate(HelperId.SkFullsock, &FullSocket, Note);
        table.Simulate(HelperId.TcpSock, &TcpSocket, Note + " Counters are zero.");
        table.Simulate(HelperId.GetListenerSock, &Listener, Note);
        table.Simulate(HelperId.GetSocketCookie, &Cookie, PacketNote);
        table.Simulate(HelperId.GetSocketUid, &User, PacketNote);
        table.Record(HelperId.SkAssign, &Assign, "The packet goes nowhere; the socket's cookie is recorded.");
        table.Simulate(HelperId.SkcToTcpSock, &NoKernelSocket, NoKernelObject);
        table.Simulate(HelperId.SkcToTcp6Sock, &NoKernelSocket, NoKernelObject);
        table.Simulate(HelperId.SkcToTcpTimewaitSock, &NoKernelSocket, NoKernelObject);
        table.Simulate(HelperId.SkcToTcpRequestSock, &NoKernelSocket, NoKernelObject);
        table.Simulate(HelperId.SkcToUdp6Sock, &NoKernelSocket, NoKernelObject);
        table.Simulate(HelperId.SkcToUnixSock, &NoKernelSocket, NoKernelObject);
        table.Simulate(HelperId.SkcToMptcpSock, &NoKernelSocket, NoKernelObject);
        table.Simulate(HelperId.SockFromFile, &NoKernelSocket, "There are no files: NULL.");
    }

    private static ulong LookupFullTcp(ProgramRun run, ulong context, ulong tuple, ulong size, ulong netns, ulong flags)
    {
        ulong socket = LookupTcp(run, context, tuple, size, netns, flags);
        return IsFull(run.Kernel.Sockets.At(socket)) ? socket : 0;
    }

    private static ulong LookupTcp(ProgramRun run, ulong context, ulong tuple, ulong size, ulong netns, ulong flags) =>
        Lookup(run, ProtocolType.Tcp, tuple, (uint)size, netns, flags);

    private static ulong LookupUdp(ProgramRun run, ulong context, ulong tuple, ulong size, ulong netns, ulong flags) =>
        Lookup(run, ProtocolType.Udp, tuple, (uint)size, netns, flags);

    private static ulong Lookup(ProgramRun run, ProtocolType protocol, ulong tuple, uint size, ulong netns, ulong flags)
    {
        ReadOnlySpan<byte> key = run.Readable(tuple, size);
        // The caller's own network namespace, which a negative id asks for, is the only one there is.
        return key.Length is TupleSizeV4 or TupleSizeV6 && flags == 0 && (int)netns < 0 ? run.Kernel.Sockets.Find(protocol, key) : 0;
    }

    private static bool IsFull(SimulatedSocket? socket) =>
        socket is not null && socket.EffectiveState is not (TcpState.TimeWait or TcpState.NewSynRecv);

    private static ulong Release(ProgramRun run, ulong socket, ulong r2, ulong r3, ulong r4, ulong r5) => 0;

    private static ulong FullSocket(ProgramRun run, ulong socket, ulong r2, ulong r3, ulong r4, ulong r5) =>
        IsFull(run.Kernel.Sockets.At(socket)) ? socket : 0;

    private static ulong TcpSocket(ProgramRun run, ulong socket, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.Sockets.At(socket) is { Protocol: ProtocolType.Tcp } found && IsFull(found) ? socket + SimulatedSockets.TcpOffset : 0;

    private static ulong Listener(ProgramRun run, ulong socket, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.Sockets.At(socket)?.EffectiveState == TcpState.Listen ? socket : 0;

    private static ulong Cookie(ProgramRun run, ulong contextOrSocket, ulong r2, ulong r3, ulong r4, ulong r5) =>
        (run.Kernel.Sockets.At(contextOrSocket) ?? run.Kernel.Sockets.PacketSocket)?.Cookie ?? 0;

    private static ulong User(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5) =>
        IsFull(run.Kernel.Sockets.PacketSocket) ? run.Kernel.Sockets.PacketSocket!.UserId : OverflowUser;

    private static ulong Assign(ProgramRun run, ulong context, ulong socket, ulong flags, ulong r4, ulong r5)
    {
        if (run.Program.Type == ProgramType.SkLookup)
            return AssignLookup(run, socket, flags);
        if (flags != 0 || run.Kernel.Sockets.At(socket) is not { } found)
            return Errno.Result(Errno.EINVAL);
        run.Helpers.Record(HelperId.SkAssign, found.Cookie, flags);
        return 0;
    }

    private static ulong AssignLookup(ProgramRun run, ulong socket, ulong flags)
    {
        const ulong Replace = 1;
        const ulong NoReuseport = 2;
        if ((flags & ~(Replace | NoReuseport)) != 0)
            return Errno.Result(Errno.EINVAL);
        if ((flags & Replace) == 0 && run.Helpers.HasAssignedSocket)
            return Errno.Result(Errno.EEXIST);
        run.Helpers.HasAssignedSocket = socket != 0;
        run.Helpers.Record(HelperId.SkAssign, run.Kernel.Sockets.At(socket)?.Cookie ?? 0, flags);
        return 0;
    }

    private static ulong NoKernelSocket(ProgramRun run, ulong socket, ulong r2, ulong r3, ulong r4, ulong r5) => 0;
}
