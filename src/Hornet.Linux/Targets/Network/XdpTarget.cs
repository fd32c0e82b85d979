// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The receive path of a network interface, before anything else looks at a packet: an XDP program passes, drops, answers or redirects it. An
/// interface has one such program a mode. Programs for entries of device and CPU maps (<c>SEC("xdp/devmap")</c>, <c>SEC("xdp/cpumap")</c>) do not attach here: put them into the
/// map's values.
/// </summary>
/// <example>
/// <code>
/// using KernelLink link = loaded.Program("count").Attach(new XdpTarget("eth0"));
/// </code>
/// </example>
public sealed record XdpTarget : NetworkInterfaceTarget
{
    private static readonly KernelVersion LinksSince = new(5, 9);

    /// <summary>Creates the target.</summary>
    /// <param name="interfaceName">The name of the interface in the network namespace of the thread that attaches.</param>
    /// <param name="mode">Where the program runs.</param>
    public XdpTarget(string interfaceName, XdpMode mode = XdpMode.Automatic)
        : base(interfaceName) => Mode = mode;

    /// <summary>Creates the target.</summary>
    /// <param name="interfaceIndex">The number of the interface in the network namespace of the thread that attaches.</param>
    /// <param name="mode">Where the program runs.</param>
    public XdpTarget(int interfaceIndex, XdpMode mode = XdpMode.Automatic)
        : base(interfaceIndex) => Mode = mode;

    /// <summary>Where the program runs.</summary>
    public XdpMode Mode { get; init; }

    /// <summary>By a link (Linux 5.9), or by netlink.</summary>
    public AttachMethod Method { get; init; }

    /// <summary>A program without a link that gives its place to the new one, which is attached by netlink, too (Linux 5.7); null for none.</summary>
    public KernelProgram? Replace { get; init; }

    /// <summary>Whether whatever program is attached without a link gives its place to the new one, which is attached by netlink, too.</summary>
    public bool ReplacesExisting { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"xdp:{InterfaceText}" + Mode switch
    {
        XdpMode.Native => ":native",
        XdpMode.Generic => ":generic",
        XdpMode.Offload => ":offload",
        _ => "",
    };

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Xdp);
        if (program.Spec.AttachType is AttachType.XdpDeviceMap or AttachType.XdpCpuMap)
        {
            throw new BpfException($"{Attaching(program)}: it was loaded for entries of a {(program.Spec.AttachType == AttachType.XdpDeviceMap ? "device" : "CPU")} map; "
                + "put its descriptor into a value of that map, or load it from a section xdp.");
        }

        uint index = FindInterface(program);
        if (Replace is null && !ReplacesExisting)
            return AttachMethods.Attach(Method, LinksSince, AttachMethods.RunningKernel, () => LinkTo(program, index), () => new NetlinkXdpLink(program, this, (int)index));
        return Method != AttachMethod.Link
            ? new NetlinkXdpLink(program, this, (int)index)
            : throw new BpfException($"{Attaching(program)}: a link cannot take the place of another program; update that program's link, or use AttachMethod.Direct.");
    }

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.Busy => "another program is attached there, or runs in another mode; detach it (ip link set dev … xdp off), or update its link",
        SyscallErrors.Exists => "a program is attached in another mode, and native and generic mode exclude each other",
        SyscallErrors.NotSupported => "the driver has no native XDP or not for its present settings; try XdpMode.Generic",
        SyscallErrors.NoDevice => "there is no such interface in this network namespace, or it was removed meanwhile",
        SyscallErrors.Invalid => "the driver refuses XDP with its present settings (MTU, large receive offload), the program was loaded for another device, or the kernel is older than 5.9 and has no XDP links",
        _ => "",
    };

    private BpfLink LinkTo(KernelProgram program, uint index)
    {
        var attributes = new LinkCreateAttributes { Target = index, AttachType = (uint)AttachType.Xdp, Flags = (uint)Mode };
        return BpfLink.Create(program, this, ref attributes, Hint);
    }
}
