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
}
