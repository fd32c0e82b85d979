// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// XDP programs by netlink: for kernels before 5.9, which have no XDP links, and for attachments that are to outlive the process. Everything is about
/// the calling thread's network namespace.
/// </summary>
internal static class NetlinkXdp
{
    private const int None = -1;

    /// <summary>Attaches a program where there is none in any mode that excludes it.</summary>
    /// <exception cref="NetlinkException">There is one (EBUSY, in another mode EEXIST), or the interface cannot do XDP in this mode.</exception>
    public static void Attach(int interfaceIndex, int programFd, XdpMode mode) =>
        Set($"attaching an XDP program to {NetworkLinks.Describe(interfaceIndex)}", interfaceIndex, programFd, XdpAttributes.OnlyIfNone | (uint)mode, null);

    /// <summary>Attaches a program, or puts it in the place of whatever program is attached in this mode.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void AttachOrReplace(int interfaceIndex, int programFd, XdpMode mode) =>
        Set($"setting the XDP program of {NetworkLinks.Describe(interfaceIndex)}", interfaceIndex, programFd, (uint)mode, null);

    /// <summary>Puts a program in the place of one that is known (since Linux 5.7).</summary>
    /// <exception cref="NetlinkException">Another program is attached (EEXIST), or the kernel refused otherwise.</exception>
    public static void Replace(int interfaceIndex, int programFd, int expectedFd, XdpMode mode) =>
        Set($"replacing the XDP program of {NetworkLinks.Describe(interfaceIndex)}", interfaceIndex, programFd, XdpAttributes.ReplaceExpected | (uint)mode, expectedFd);

    /// <summary>Detaches the program, whichever it is.</summary>
    /// <exception cref="NetlinkException">The kernel refused; that there was none is no error.</exception>
    public static void Detach(int interfaceIndex, XdpMode mode) =>
        Set($"detaching the XDP program of {NetworkLinks.Describe(interfaceIndex)}", interfaceIndex, None, (uint)mode, null);

    /// <summary>Detaches a program if it is still the one that is attached (since Linux 5.7).</summary>
    /// <exception cref="NetlinkException">Another program is attached (EEXIST), or the kernel refused otherwise.</exception>
    public static void Detach(int interfaceIndex, int expectedFd, XdpMode mode) =>
        Set($"detaching the XDP program of {NetworkLinks.Describe(interfaceIndex)}", interfaceIndex, None, XdpAttributes.ReplaceExpected | (uint)mode, expectedFd);

    /// <summary>The programs of an interface.</summary>
    /// <exception cref="NetlinkException">There is no such interface.</exception>
    public static XdpAttachment Query(int interfaceIndex) => NetworkLinks.Find(interfaceIndex)?.Xdp
        ?? throw new NetlinkException($"asking for the XDP programs of interface {interfaceIndex}", NetlinkMessageTypes.Name(NetlinkMessageTypes.GetLink), SyscallErrors.NoDevice);

    private static void Set(string doing, int interfaceIndex, int programFd, uint flags, int? expectedFd)
    {
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.SetLink, NetlinkFlags.None, new InterfaceMessage { Index = interfaceIndex });
        using (request.Begin(LinkAttributes.Xdp))
        {
            request.Add(XdpAttributes.ProgramFd, programFd);
            request.Add(XdpAttributes.Flags, flags);
            if (expectedFd is int expected)
                request.Add(XdpAttributes.ExpectedFd, expected);
        }

        using NetlinkSocket socket = NetlinkSocket.Open();
        socket.Change(doing, request, errno => Hint(errno, (XdpMode)(flags & ~(XdpAttributes.OnlyIfNone | XdpAttributes.ReplaceExpected))));
    }

    private static string Hint(int errno, XdpMode mode) => errno switch
    {
        SyscallErrors.Busy => "an XDP program is attached there already; detach it (\"ip link set dev … xdp off\"), or replace it",
        SyscallErrors.Exists => "an XDP program is attached there already, in another mode, by a link, or another one than expected; see \"bpftool net\"",
        SyscallErrors.NotSupported or SyscallErrors.BadType when mode == XdpMode.Native => "its driver has no XDP; try XdpMode.Generic",
        SyscallErrors.NotSupported or SyscallErrors.BadType or SyscallErrors.Invalid when mode == XdpMode.Offload =>
            "its driver does not run XDP programs on the card, or the program was not loaded for this card",
        SyscallErrors.Invalid or SyscallErrors.OutOfRange or SyscallErrors.NotSupported =>
            "the interface cannot do XDP as it is set up (its MTU, its offloads), or the program was loaded for other hooks; the kernel's log may say more",
        _ => "",
    };
}
