// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The tunnel metadata of an skb. Packets arrive without any; what a program sets it can read back in the same run.</summary>
internal static unsafe class TunnelHelpers
{
    private const ulong TunnelIPv6 = 1 << 0;
    private const ulong ZeroChecksum = 1 << 1;
    private const ulong DontFragment = 1 << 2;
    private const ulong SequenceNumber = 1 << 3;
    private const ulong NoTunnelKey = 1 << 4;

    /// <summary>For look-ups, the same bit asks for the flags (<c>BPF_F_TUNINFO_FLAGS</c>).</summary>
    private const ulong WithFlags = 1 << 4;

    /// <summary>Offsets in <c>struct bpf_tunnel_key</c>; its older layouts end at one of them.</summary>
    private const int Remote = 4;
    private const int RemoteIPv6Second = 8;
    private const int AddressSize = 16;
    private const int TunnelExtension = 22;
    private const int TunnelLabel = 24;
    private const int LocalIPv6 = 28;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Record(HelperId.SkbSetTunnelKey, &SetKey, "The packet enters no tunnel.");
        table.Record(HelperId.SkbSetTunnelOption, &SetOptions, "The packet enters no tunnel.");
        table.Simulate(HelperId.SkbGetTunnelKey, &GetKey, "Packets arrive from no tunnel; a program sees what it set itself.");
        table.Simulate(HelperId.SkbGetTunnelOption, &GetOptions, "Packets arrive from no tunnel; a program sees what it set itself.");
        table.Simulate(HelperId.SkbGetXfrmState, &GetTransformState, "Packets come from no IPsec tunnel: -EINVAL.");
    }

    private static ulong SetKey(ProgramRun run, ulong context, ulong key, ulong size, ulong flags, ulong r5)
    {
        if ((flags & ~(TunnelIPv6 | ZeroChecksum | DontFragment | SequenceNumber | NoTunnelKey)) != 0)
            return Errno.Result(Errno.EINVAL);
        ReadOnlySpan<byte> bytes = run.Readable(key, (uint)size);
        if (!IsKeySize(bytes.Length))
            return Errno.Result(Errno.EINVAL);

        Span<byte> whole = stackalloc byte[TunnelMetadata.TunnelKeySize];
        whole.Clear();
        bytes.CopyTo(whole);
        bool hasLabel = whole[TunnelLabel..LocalIPv6].ContainsAnyExcept((byte)0);
        bool hasExtension = whole[TunnelExtension..TunnelLabel].ContainsAnyExcept((byte)0);
        if (((flags & TunnelIPv6) == 0 && hasLabel) || hasExtension)
            return Errno.Result(Errno.EINVAL);

        if ((flags & TunnelIPv6) == 0)
        {
            // Of IPv4 addresses only the first words count.
            whole[RemoteIPv6Second..(Remote + AddressSize)].Clear();
            whole[(LocalIPv6 + sizeof(uint))..].Clear();
        }

        run.Helpers.Tunnel.SetTunnelKey(whole, (flags & TunnelIPv6) != 0, TunnelFlags(flags));
        run.Helpers.Record(HelperId.SkbSetTunnelKey, BitConverter.ToUInt32(whole), flags);
        return 0;
    }

    private static bool IsKeySize(int size) =>
        size is TunnelMetadata.TunnelKeySize or LocalIPv6 or TunnelLabel or TunnelExtension or RemoteIPv6Second;

    /// <summary>The flags of a tunnel (<c>TUNNEL_*</c> of <c>linux/if_tunnel.h</c>), in network byte order.</summary>
    private static ushort TunnelFlags(ulong flags)
    {
        const ushort Checksum = 0x0001;
        const ushort Key = 0x0004;
        const ushort Sequence = 0x0008;
        const ushort NoFragments = 0x0100;
        const ushort NoCache = 0x2000;
        int result = NoCache;
        if ((flags & ZeroChecksum) == 0)
            result |= Checksum;
        if ((flags & NoTunnelKey) == 0)
            result |= Key;
        if ((flags & SequenceNumber) != 0)
            result |= Sequence;
        if ((flags & DontFragment) != 0)
            result |= NoFragments;
        return BinaryPrimitives.ReverseEndianness((ushort)result);
    }

    private static ulong SetOptions(ProgramRun run, ulong context, ulong options, ulong size, ulong r4, ulong r5)
    {
        ReadOnlySpan<byte> bytes = run.Readable(options, (uint)size);
        if (!run.Helpers.Tunnel.HasTunnelKey || bytes.Length % sizeof(uint) != 0)
            return Errno.Result(Errno.EINVAL);
        if (bytes.Length > TunnelMetadata.MaxTunnelOptions)
            return Errno.Result(Errno.ENOMEM);
        run.Helpers.Tunnel.SetTunnelOptions(bytes);
        run.Helpers.Record(HelperId.SkbSetTunnelOption, (uint)bytes.Length);
        return 0;
    }

    /// <summary>
    /// Gives back the tunnel key. A packet that came in names its sender as the remote end; the one a program set for sending therefore comes
    /// back with its two ends exchanged, as in the kernel.
    /// </summary>
    private static ulong GetKey(ProgramRun run, ulong context, ulong key, ulong size, ulong flags, ulong r5)
    {
        Span<byte> result = run.Writable(key, (uint)size);
        TunnelMetadata metadata = run.Helpers.Tunnel;
        int error = 0;
        if (!metadata.HasTunnelKey || (flags & ~(TunnelIPv6 | WithFlags)) != 0)
            error = Errno.EINVAL;
        else if (metadata.IsIPv6Tunnel != ((flags & TunnelIPv6) != 0))
            error = Errno.EPROTO;
        else if (!IsKeySize(result.Length) || (result.Length == RemoteIPv6Second && metadata.IsIPv6Tunnel))
            error = Errno.EINVAL;
        if (error != 0)
        {
            result.Clear();
            return Errno.Result(error);
        }

        Span<byte> whole = stackalloc byte[TunnelMetadata.TunnelKeySize];
        ReadOnlySpan<byte> stored = metadata.TunnelKey;
        stored.CopyTo(whole);
        stored[LocalIPv6..].CopyTo(whole[Remote..]);
        stored.Slice(Remote, AddressSize).CopyTo(whole[LocalIPv6..]);
        BitConverter.TryWriteBytes(whole[TunnelExtension..], (flags & WithFlags) != 0 ? metadata.TunnelFlags : (ushort)0);
        whole[..result.Length].CopyTo(result);
        return 0;
    }

    private static ulong GetOptions(ProgramRun run, ulong context, ulong options, ulong size, ulong r4, ulong r5)
    {
        Span<byte> result = run.Writable(options, (uint)size);
        result.Clear();
        ReadOnlySpan<byte> stored = run.Helpers.Tunnel.TunnelOptions;
        if (stored.IsEmpty)
            return Errno.Result(Errno.ENOENT);
        if (result.Length < stored.Length)
            return Errno.Result(Errno.ENOMEM);
        stored.CopyTo(result);
        return (ulong)stored.Length;
    }

    private static ulong GetTransformState(ProgramRun run, ulong context, ulong index, ulong state, ulong size, ulong flags)
    {
        run.Writable(state, (uint)size).Clear();
        return Errno.Result(Errno.EINVAL);
    }
}
