// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>Special load offsets of Linux and the names of extensions in texts.</summary>
public static class ClassicExtensions
{
    /// <summary>Loads from here up are <see cref="ClassicExtension"/>s (<c>SKF_AD_OFF</c>).</summary>
    public const int AncillaryOffset = -0x1000;

    /// <summary>Loads from here up count from the network header (<c>SKF_NET_OFF</c>).</summary>
    public const int NetworkOffset = -0x100000;

    /// <summary>Loads from here up count from the link-layer header (<c>SKF_LL_OFF</c>).</summary>
    public const int LinkOffset = -0x200000;

    // Name in assembly (bpf_asm) and in listings (libpcap); null where there is none.
    private static readonly (ClassicExtension Extension, string? Assembly, string Listing)[] Names =
    [
        (ClassicExtension.Protocol, "proto", "proto"),
        (ClassicExtension.PacketType, "type", "type"),
        (ClassicExtension.InterfaceIndex, "ifidx", "ifidx"),
        (ClassicExtension.NetlinkAttribute, "nla", "nla"),
        (ClassicExtension.NestedNetlinkAttribute, "nlan", "nlan"),
        (ClassicExtension.Mark, "mark", "mark"),
        (ClassicExtension.Queue, "queue", "queue"),
        (ClassicExtension.HardwareType, "hatype", "hatype"),
        (ClassicExtension.Hash, "rxhash", "rxhash"),
        (ClassicExtension.Cpu, "cpu", "cpu"),
        (ClassicExtension.XorX, null, "xor_x"),
        (ClassicExtension.VlanTag, "vlan_tci", "vlan_tci"),
        (ClassicExtension.VlanTagPresent, "vlan_avail", "vlanp"),
        (ClassicExtension.PayloadOffset, "poff", "poff"),
        (ClassicExtension.Random, "rand", "random"),
        (ClassicExtension.VlanProtocol, "vlan_tpid", "vlan_tpid"),
    ];

    /// <summary>The load offset of an extension.</summary>
    public static uint Operand(this ClassicExtension extension) => unchecked((uint)(AncillaryOffset + (int)extension));

    /// <summary>The extension that a load offset stands for, if it stands for one.</summary>
    public static bool TryFromOperand(uint operand, out ClassicExtension extension)
    {
        int offset = unchecked((int)operand) - AncillaryOffset;
        extension = (ClassicExtension)offset;
        return offset is >= 0 and <= (int)ClassicExtension.VlanProtocol && offset % 4 == 0;
    }

    /// <summary>The extension that an absolute packet load performs, if it performs one.</summary>
    internal static bool TryGet(ClassicInstruction instruction, out ClassicExtension extension)
    {
        extension = default;
        return instruction.Code is ClassicOpcodes.LoadWord or ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte
            && TryFromOperand(instruction.Operand, out extension);
    }

    internal static string? AssemblyName(ClassicExtension extension) => Array.Find(Names, entry => entry.Extension == extension).Assembly;

    internal static string? ListingName(ClassicExtension extension) => Array.Find(Names, entry => entry.Extension == extension).Listing;

    internal static bool TryParse(string name, out ClassicExtension extension)
    {
        // vlan_pr is the name vlan_avail had first.
        if (name.Equals("vlan_pr", StringComparison.OrdinalIgnoreCase))
            name = "vlan_avail";
        int index = Array.FindIndex(Names, entry =>
            name.Equals(entry.Assembly, StringComparison.OrdinalIgnoreCase) || name.Equals(entry.Listing, StringComparison.OrdinalIgnoreCase));
        extension = index < 0 ? default : Names[index].Extension;
        return index >= 0;
    }
}
