// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Sending the packet elsewhere. There is no network: where it would go is part of the result of the run.</summary>
internal static unsafe class RedirectHelpers
{
    private const string Note = "The target is part of the result of the run.";

    /// <summary>The one flag an interface redirect of an skb takes: towards the interface's receive side (<c>BPF_F_INGRESS</c>).</summary>
    private const ulong Ingress = 1;

    /// <summary>The least size of <c>struct bpf_redir_neigh</c>.</summary>
    private const int NeighbourSize = 20;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Record(HelperId.Redirect, &Redirect, Note);
        table.Record(HelperId.RedirectNeighbour, &RedirectNeighbour, Note);
        table.Record(HelperId.RedirectPeer, &RedirectPeer, Note);
        table.Record(HelperId.RedirectMap, &RedirectMap, Note);
        table.Record(HelperId.SkRedirectMap, &RedirectSkb, Note);
        table.Record(HelperId.SkRedirectHash, &RedirectSkb, Note);
        table.Record(HelperId.MessageRedirectMap, &RedirectSkb, Note);
        table.Record(HelperId.MessageRedirectHash, &RedirectSkb, Note);
        table.Record(HelperId.SockMapUpdate, &UpdateSocketMap, "The socket is not added; the call is recorded.");
        table.Record(HelperId.SockHashUpdate, &UpdateSocketMap, "The socket is not added; the call is recorded.");
        table.Record(HelperId.SkSelectReuseport, &SelectReuseport, "The socket is not chosen; the call is recorded.");
        table.Record(HelperId.CloneRedirect, &CloneRedirect, "The copy is not sent; the call is recorded.");
    }

    private static ulong Redirect(ProgramRun run, ulong index, ulong flags, ulong r3, ulong r4, ulong r5)
    {
        if (run.IsXdp())
            return RedirectXdp(run, index, flags);
        if ((flags & ~Ingress) != 0)
            return (ulong)TrafficControlAction.Shot;
        run.Redirect = new RedirectTarget(RedirectKind.Interface, (uint)index, Flags: flags);
        return (ulong)TrafficControlAction.Redirect;
    }

    private static ulong RedirectXdp(ProgramRun run, ulong index, ulong flags)
    {
        if (flags != 0)
            return (ulong)XdpAction.Aborted;
        run.Redirect = new RedirectTarget(RedirectKind.Interface, (uint)index);
        return (ulong)XdpAction.Redirect;
    }

    private static ulong RedirectNeighbour(ProgramRun run, ulong index, ulong parameters, ulong size, ulong flags, ulong r5)
    {
        int length = (int)size;
        if (length is not 0 and < NeighbourSize || flags != 0)
            return (ulong)TrafficControlAction.Shot;
        run.Readable(parameters, (uint)length);
        run.Redirect = new RedirectTarget(RedirectKind.Neighbour, (uint)index);
        return (ulong)TrafficControlAction.Redirect;
    }

    private static ulong RedirectPeer(ProgramRun run, ulong index, ulong flags, ulong r3, ulong r4, ulong r5)
    {
        if (flags != 0)
            return (ulong)TrafficControlAction.Shot;
        run.Redirect = new RedirectTarget(RedirectKind.Peer, (uint)index);
        return (ulong)TrafficControlAction.Redirect;
    }

    private static ulong CloneRedirect(ProgramRun run, ulong context, ulong index, ulong flags, ulong r4, ulong r5)
    {
        if ((flags & ~Ingress) != 0 || run.Kernel.Network.GetMtu((uint)index) is null)
            return Errno.Result(Errno.EINVAL);
        run.Helpers.Record(HelperId.CloneRedirect, (uint)index, flags, (uint)run.Packet.Length);
        return 0;
    }

    /// <summary>Redirects to an entry of a devmap, cpumap or xskmap; without that entry the program gets back the action in the flags' low bits.</summary>
    private static ulong RedirectMap(ProgramRun run, ulong map, ulong key, ulong flags, ulong r4, ulong r5)
    {
        const ulong ActionMask = 3;
        NativeMap targets = run.Map(map);
        ulong broadcast = targets.Type is MapType.DeviceMap or MapType.DeviceMapHash ? (ulong)RedirectFlags.Broadcast : 0;
        ulong known = broadcast == 0 ? ActionMask : ActionMask | broadcast | (ulong)RedirectFlags.ExcludeIngress;
        if ((flags & ~known) != 0)
            return (ulong)XdpAction.Aborted;

        uint index = (uint)key;
        bool isThere = (key <= uint.MaxValue || broadcast == 0) && targets.Lookup((byte*)&index, run.Cpu) != null;
        if (!isThere && (flags & broadcast) == 0)
            return flags & ActionMask;
        run.Redirect = new RedirectTarget(RedirectKind.Map, key, targets.Name, flags);
        return (ulong)XdpAction.Redirect;
    }

    /// <summary>Redirects a stream or a message to a socket; without that socket it is dropped.</summary>
    private static ulong RedirectSkb(ProgramRun run, ulong context, ulong map, ulong key, ulong flags, ulong r5)
    {
        NativeMap sockets = run.Map(map);
        uint index = (uint)key;
        byte* address = sockets.Type == MapType.SockHash ? MapHelpers.Key(run, sockets, key) : (byte*)&index;
        if ((flags & ~Ingress) != 0 || sockets.Lookup(address, run.Cpu) == null)
            return (ulong)SkAction.Drop;
        run.Redirect = new RedirectTarget(RedirectKind.Socket, sockets.Type == MapType.SockHash ? 0 : index, sockets.Name, flags);
        return (ulong)SkAction.Pass;
    }

    private static ulong UpdateSocketMap(ProgramRun run, ulong context, ulong map, ulong key, ulong flags, ulong r5)
    {
        NativeMap sockets = run.Map(map);
        byte* address = MapHelpers.Key(run, sockets, key);
        run.Helpers.Record(
            sockets.Type == MapType.SockHash ? HelperId.SockHashUpdate : HelperId.SockMapUpdate,
            sockets.KeySize >= sizeof(uint) ? *(uint*)address : 0,
            flags);
        return 0;
    }

    private static ulong SelectReuseport(ProgramRun run, ulong context, ulong map, ulong key, ulong flags, ulong r5)
    {
        NativeMap sockets = run.Map(map);
        byte* address = MapHelpers.Key(run, sockets, key);
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        if (sockets.Lookup(address, run.Cpu) == null)
            return Errno.Result(Errno.ENOENT);
        run.Helpers.Record(HelperId.SkSelectReuseport, sockets.KeySize >= sizeof(uint) ? *(uint*)address : 0);
        return 0;
    }
}
