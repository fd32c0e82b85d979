// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>SYN cookies, with and without a listening socket.</summary>
internal static unsafe class SynCookieHelpers
{
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const int TcpHeaderLength = 20;
    private const byte Syn = 0x02;
    private const byte Reset = 0x04;
    private const byte Acknowledge = 0x10;
    private const int ProtocolNotSupported = 93;
    private const string Note = "The secret is fixed; time is the run's.";

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.TcpRawGenerateSynCookieIpv4, &GenerateV4, Note);
        table.Simulate(HelperId.TcpRawGenerateSynCookieIpv6, &GenerateV6, Note);
        table.Simulate(HelperId.TcpRawCheckSynCookieIpv4, &CheckV4, Note);
        table.Simulate(HelperId.TcpRawCheckSynCookieIpv6, &CheckV6, Note);
        table.Simulate(HelperId.TcpGenerateSynCookie, &Generate, Note);
        table.Simulate(HelperId.TcpCheckSynCookie, &Check, Note);
    }

    private static ulong GenerateV4(ProgramRun run, ulong ip, ulong tcp, ulong length, ulong r4, ulong r5) =>
        GenerateRaw(run, run.Readable(ip, IPv4HeaderLength).Slice(12, 8), tcp, (uint)length);

    private static ulong GenerateV6(ProgramRun run, ulong ip, ulong tcp, ulong length, ulong r4, ulong r5) =>
        GenerateRaw(run, run.Readable(ip, IPv6HeaderLength).Slice(8, 32), tcp, (uint)length);

    private static ulong GenerateRaw(ProgramRun run, scoped ReadOnlySpan<byte> addresses, ulong tcp, uint length)
    {
        ReadOnlySpan<byte> header = run.Readable(tcp, length);
        return header.Length < TcpHeaderLength || header.Length != HeaderLength(header)
            ? Errno.Result(Errno.EINVAL)
            : SynCookies.Generate(addresses, header, Minute(run));
    }

    private static ulong CheckV4(ProgramRun run, ulong ip, ulong tcp, ulong r3, ulong r4, ulong r5) =>
        CheckRaw(run, run.Readable(ip, IPv4HeaderLength).Slice(12, 8), tcp);

    private static ulong CheckV6(ProgramRun run, ulong ip, ulong tcp, ulong r3, ulong r4, ulong r5) =>
        CheckRaw(run, run.Readable(ip, IPv6HeaderLength).Slice(8, 32), tcp);

    private static ulong CheckRaw(ProgramRun run, scoped ReadOnlySpan<byte> addresses, ulong tcp) =>
        SynCookies.IsValid(addresses, run.Readable(tcp, TcpHeaderLength), Minute(run)) ? 0 : Errno.Result(Errno.EACCES);

    /// <summary>Makes a cookie for a SYN to a listening socket.</summary>
    private static ulong Generate(ProgramRun run, ulong socket, ulong ip, ulong ipLength, ulong tcp, ulong tcpLength)
    {
        ReadOnlySpan<byte> network = run.Readable(ip, (uint)ipLength);
        ReadOnlySpan<byte> header = run.Readable(tcp, (uint)tcpLength);
        if (header.Length < TcpHeaderLength || header.Length != HeaderLength(header) || !IsListening(run, socket))
            return Errno.Result(Errno.EINVAL);
        if ((header[13] & (Syn | Acknowledge | Reset)) != Syn)
            return Errno.Result(Errno.ENOENT);
        return TryGetAddresses(network, out ReadOnlySpan<byte> addresses, out int error)
            ? SynCookies.Generate(addresses, header, Minute(run))
            : Errno.Result(error);
    }

    /// <summary>Whether an acknowledgement to a listening socket carries a valid cookie: 0, or <c>-ENOENT</c>.</summary>
    private static ulong Check(ProgramRun run, ulong socket, ulong ip, ulong ipLength, ulong tcp, ulong tcpLength)
    {
        ReadOnlySpan<byte> network = run.Readable(ip, (uint)ipLength);
        ReadOnlySpan<byte> header = run.Readable(tcp, (uint)tcpLength);
        if (header.Length < TcpHeaderLength || !IsListening(run, socket))
            return Errno.Result(Errno.EINVAL);
        if ((header[13] & (Syn | Acknowledge | Reset)) != Acknowledge)
            return Errno.Result(Errno.ENOENT);
        if (!TryGetAddresses(network, out ReadOnlySpan<byte> addresses, out int error))
            return Errno.Result(error);
        return SynCookies.IsValid(addresses, header, Minute(run)) ? 0 : Errno.Result(Errno.ENOENT);
    }

    private static bool TryGetAddresses(ReadOnlySpan<byte> network, out ReadOnlySpan<byte> addresses, out int error)
    {
        addresses = default;
        error = Errno.EINVAL;
        if (network.IsEmpty)
            return false;
        switch (network[0] >> 4)
        {
            case 4 when network.Length >= IPv4HeaderLength:
                addresses = network.Slice(12, 8);
                return true;
            case 6 when network.Length >= IPv6HeaderLength:
                addresses = network.Slice(8, 32);
                return true;
            case 4 or 6:
                return false;
            default:
                error = ProtocolNotSupported;
                return false;
        }
    }

    private static bool IsListening(ProgramRun run, ulong socket) =>
        run.Kernel.Sockets.At(socket) is { Protocol: ProtocolType.Tcp, EffectiveState: TcpState.Listen };

    private static int HeaderLength(ReadOnlySpan<byte> tcp) => (tcp[12] >> 4) * 4;

    private static uint Minute(ProgramRun run) => (uint)(run.MonotonicNanoseconds / 60_000_000_000);
}
