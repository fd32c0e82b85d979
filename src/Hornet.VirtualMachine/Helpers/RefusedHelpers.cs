// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Helpers that make no sense in user space, each with its reason: the end of a sentence that starts with the helper's name.</summary>
internal static class RefusedHelpers
{
    private const string NoTcpStack = "needs the kernel's TCP stack";
    private const string NoMessages = "works on the scattered buffers of a socket message, which only the kernel has";
    private const string NoTunnelHook = "needs the routing hook of a lightweight tunnel";
    private const string NoInfrared = "drives infrared hardware";
    private const string NoSysctl = "needs the kernel's sysctl files";
    private const string NoFiles = "needs the kernel's files and inodes";

    public static void AddTo(HelperTableBuilder table)
    {
        foreach (HelperId id in (ReadOnlySpan<HelperId>)[HelperId.MessageApplyBytes, HelperId.MessageCorkBytes, HelperId.MessagePullData, HelperId.MessagePushData, HelperId.MessagePopData])
            table.Refuse(id, NoMessages);
        foreach (HelperId id in (ReadOnlySpan<HelperId>)[HelperId.LightweightTunnelPushEncapsulation, HelperId.LightweightTunnelSeg6StoreBytes, HelperId.LightweightTunnelSeg6AdjustSrh, HelperId.LightweightTunnelSeg6Action])
            table.Refuse(id, NoTunnelHook);
        foreach (HelperId id in (ReadOnlySpan<HelperId>)[HelperId.RemoteControlRepeat, HelperId.RemoteControlKeyDown, HelperId.RemoteControlPointerRelative])
            table.Refuse(id, NoInfrared);
        foreach (HelperId id in (ReadOnlySpan<HelperId>)[HelperId.SysctlGetName, HelperId.SysctlGetCurrentValue, HelperId.SysctlGetNewValue, HelperId.SysctlSetNewValue])
            table.Refuse(id, NoSysctl);
        foreach (HelperId id in (ReadOnlySpan<HelperId>)[HelperId.DPath, HelperId.ImaInodeHash, HelperId.ImaFileHash])
            table.Refuse(id, NoFiles);
        foreach (HelperId id in (ReadOnlySpan<HelperId>)[HelperId.TcpSendAck, HelperId.LoadHeaderOption, HelperId.StoreHeaderOption, HelperId.ReserveHeaderOption])
            table.Refuse(id, NoTcpStack);
        foreach (HelperId id in (ReadOnlySpan<HelperId>)[HelperId.SnprintfBtf, HelperId.SeqPrintfBtf, HelperId.BtfFindByNameKind])
            table.Refuse(id, "needs the running kernel's own type information and the objects it describes");
        table.Refuse(HelperId.SystemCallBpf, "makes the bpf(2) system call, and a program has no file descriptors in user space");
        table.Refuse(HelperId.SystemCallClose, "closes a file descriptor, and a program has none in user space");
    }
}
