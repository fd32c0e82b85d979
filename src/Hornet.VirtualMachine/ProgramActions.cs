// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>What a program's return value means to the kernel.</summary>
public static class ProgramActions
{
    /// <summary>The name of a return value: <c>pass</c> for XDP's 2, <c>shot</c> for traffic control's 2, <c>allow</c> and so on; the number where it has no name.</summary>
    /// <param name="type">The program's type.</param>
    /// <param name="returnValue">R0.</param>
    public static string Name(ProgramType type, ulong returnValue) => type switch
    {
        ProgramType.Xdp => ((XdpAction)(uint)returnValue).ToText(),
        ProgramType.SchedulerClassifier or ProgramType.SchedulerAction => ((TrafficControlAction)(int)returnValue).ToText(),
        ProgramType.SocketFilter => (uint)returnValue == 0 ? "drop" : "accept",
        ProgramType.CgroupSkb => (returnValue & 1) == 0 ? "drop" : "allow",
        ProgramType.SkSkb or ProgramType.SkMessage or ProgramType.SkLookup or ProgramType.SkReuseport => ((SkAction)(int)returnValue).ToText(),
        ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit => (uint)returnValue switch
        {
            0 => "ok",
            2 => "drop",
            7 => "redirect",
            128 => "reroute",
            _ => ((uint)returnValue).ToString(CultureInfo.InvariantCulture),
        },
        ProgramType.Netfilter => (uint)returnValue == 0 ? "drop" : "accept",
        _ => ((long)returnValue).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Whether programs of a type get a packet, rather than a context of bytes.</summary>
    public static bool HasPacket(ProgramType type) => type is ProgramType.Xdp or ProgramType.SocketFilter
        or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.CgroupSkb or ProgramType.SkSkb
        or ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit
        or ProgramType.LightweightTunnelSeg6Local;
}
