// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Objects;

/// <summary>The name of what a program decided, from its return value.</summary>
public static class ProgramAction
{
    /// <summary>
    /// The kernel's constant for a return value (<c>XDP_PASS</c>, <c>TC_ACT_SHOT</c>, <c>SK_DROP</c>, <c>BPF_OK</c>, <c>NF_ACCEPT</c>);
    /// <c>accept</c> or <c>drop</c> for socket filters, whose value is how many bytes to keep; <c>allow</c> or <c>deny</c> for programs of cgroups;
    /// the signed 32-bit number for values and program types without names.
    /// </summary>
    /// <param name="programType">The program's type.</param>
    /// <param name="returnValue">R0; only the low 32 bits matter.</param>
    public static string NameOf(ProgramType programType, ulong returnValue)
    {
        uint value = (uint)returnValue;
        return programType switch
        {
            ProgramType.Xdp when value <= (uint)XdpAction.Redirect => Constant("XDP_", ((XdpAction)value).ToText()),
            ProgramType.SchedulerClassifier or ProgramType.SchedulerAction when (int)value is >= -1 and <= (int)TrafficControlAction.Trap =>
                Constant("TC_ACT_", ((TrafficControlAction)value).ToText()),
            ProgramType.SkSkb or ProgramType.SkMessage or ProgramType.SkReuseport or ProgramType.SkLookup when value <= 1 =>
                Constant("SK_", ((SkAction)value).ToText()),
            ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit
                or ProgramType.LightweightTunnelSeg6Local or ProgramType.FlowDissector when IsReturnCode(value) => Constant("BPF_", ((ReturnCode)value).ToText()),
            ProgramType.Netfilter when value <= 1 => Constant("NF_", ((NetfilterVerdict)value).ToText()),
            ProgramType.SocketFilter => value == 0 ? "drop" : "accept",
            ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupSockAddress or ProgramType.CgroupDevice or ProgramType.CgroupSysctl
                or ProgramType.CgroupSockOption when value <= 1 => value == 0 ? "deny" : "allow",
            _ => ((int)value).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>
    /// Whether the packet goes on after a return value: it is passed, sent out or redirected rather than dropped, stolen or queued.
    /// True for program types that decide nothing about a packet.
    /// </summary>
    /// <param name="programType">The program's type.</param>
    /// <param name="returnValue">R0; only the low 32 bits matter.</param>
    public static bool LetsThrough(ProgramType programType, ulong returnValue)
    {
        uint value = (uint)returnValue;
        return programType switch
        {
            ProgramType.Xdp => (XdpAction)value is XdpAction.Pass or XdpAction.Transmit or XdpAction.Redirect,
            ProgramType.SchedulerClassifier or ProgramType.SchedulerAction => (TrafficControlAction)value is
                TrafficControlAction.Unspec or TrafficControlAction.Ok or TrafficControlAction.Reclassify or TrafficControlAction.Pipe or TrafficControlAction.Redirect,
            ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit
                or ProgramType.LightweightTunnelSeg6Local => (ReturnCode)value != ReturnCode.Drop,
            ProgramType.SocketFilter or ProgramType.CgroupSkb or ProgramType.Netfilter or ProgramType.SkSkb or ProgramType.SkMessage => value != 0,
            _ => true,
        };
    }

    /// <summary>Whether programs of a type get a packet, rather than a context of bytes.</summary>
    public static bool HasPacket(ProgramType programType) => programType is ProgramType.Xdp or ProgramType.SocketFilter
        or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.CgroupSkb or ProgramType.SkSkb
        or ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit
        or ProgramType.LightweightTunnelSeg6Local;

    private static bool IsReturnCode(uint value) => value is 0 or 2 or 7 or 128 or 129;

    private static string Constant(string prefix, string word) => prefix + word.ToUpperInvariant();
}
