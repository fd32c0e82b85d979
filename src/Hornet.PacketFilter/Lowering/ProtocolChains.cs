// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// <c>protochain</c>: a protocol anywhere in the chain of headers. Classic programs for files walk the chain by a jump backwards, as libpcap's do. No kernel
/// takes that: in all other programs the steps are written out, at most <see cref="ExtensionHeaders.MaximumHeaders"/> of them. Passed are the authentication header, and in IPv6 hop-by-hop options,
/// routing, fragment and destination options; the offset of a fragment is not looked at.
/// </summary>
internal static class ProtocolChains
{
    private const uint NoNextHeader = 59;
    private const uint Authentication = 51;

    // Hop-by-hop options, destination options, routing; and the fragment header, whose second byte is reserved and 0, so that it has 8 bytes as well.
    private static readonly uint[] Plain = [0, 60, 43, Protocols.FragmentHeader];

    public static Fragment Lower(Scope scope, ProtocolChain test)
    {
        switch (test.Protocol)
        {
            case FilterProtocol.Default:
                Fragment first = IPv4(scope, test.Number);
                return first.Or(IPv6(scope, test.Number));
            case FilterProtocol.Ip:
                return IPv4(scope, test.Number);
            case FilterProtocol.Ip6:
                return IPv6(scope, test.Number);
            default:
                throw scope.Error("'protochain' has a meaning only for 'ip' and 'ip6'");
        }
    }

    private static Fragment IPv4(Scope scope, uint number)
    {
        Fragment ip = Protocols.Test(scope, LinkProtocol.IPv4);
        return ip.And(Walk(scope, number, 9, [], block => scope.HeaderLength(block)));
    }

    private static Fragment IPv6(Scope scope, uint number)
    {
        Fragment ip = Protocols.Test(scope, LinkProtocol.IPv6);
        return ip.And(Walk(scope, number, 6, Plain, block => scope.Variable(block, scope.State.LinkPayload) is { } variable
            ? scope.Binary(block, BinaryOperator.Add, variable, 40)
            : scope.Number(40)));
    }

    /// <summary>Walks the chain.</summary>
    /// <param name="scope">Where it is lowered.</param>
    /// <param name="number">The protocol looked for.</param>
    /// <param name="field">The offset of the first header's number.</param>
    /// <param name="plain">The headers with a length in units of 8 bytes that are passed.</param>
    /// <param name="start">Makes the place of the first header, counted from the constant part of the network header's place.</param>
    private static Fragment Walk(Scope scope, uint number, int field, uint[] plain, Func<Block, Value> start)
    {
        StackSlot next = scope.Builder.Words.Take();
        StackSlot at = scope.Builder.Words.Take();
        Block first = scope.NewBlock();
        scope.Write(first, next, scope.Load(first, Anchor.Network, field, MemorySize.Byte));
        scope.Write(first, at, start(first));

        var chain = new HeaderChain(scope, next, at, unchecked((uint)scope.Offset(Anchor.Network).Constant));
        var found = new Edges();
        var failed = new Edges();
        Edges arriving = scope.Leave(first);
        Block? begin = null;
        for (int header = 0; header <= ExtensionHeaders.MaximumHeaders; header++)
        {
            Fragment isWanted = chain.Is(number);
            begin ??= isWanted.Entry;
            arriving.ConnectTo(isWanted.Entry);
            found.Join(isWanted.True);
            arriving = isWanted.False;
            if (header == ExtensionHeaders.MaximumHeaders)
                break;
            Fragment isEnd = chain.Is(NoNextHeader);
            arriving.ConnectTo(isEnd.Entry);
            failed.Join(isEnd.True);
            arriving = Step(chain, isEnd.False, plain, failed);
            if (!CanLoop(scope))
                continue;
            arriving.ConnectTo(begin);
            break;
        }

        scope.Builder.Words.Release(next);
        scope.Builder.Words.Release(at);
        return new Fragment(first, found, failed.Join(arriving));
    }

    /// <summary>Whether the program runs where jumps backwards are taken: on files, as classic BPF. Each header is at least eight bytes, so the walk ends;
    /// interpreters end it after 64 headers, as libpcap does.</summary>
    private static bool CanLoop(Scope scope) => scope.Builder.Target == FilterTarget.Classic && !scope.Options.IsLive;

    private static Edges Step(HeaderChain chain, Edges arriving, uint[] plain, Edges failed)
    {
        var passed = new Edges();
        if (plain.Length > 0)
        {
            Block block = chain.Scope.NewBlock();
            arriving = chain.Select(arriving, plain, block);
            passed = chain.Pass(block, uncounted: 1, unit: 8);
        }

        Block authentication = chain.Scope.NewBlock();
        failed.Join(chain.Select(arriving, [Authentication], authentication));
        return passed.Join(chain.Pass(authentication, uncounted: 2, unit: 4));
    }
}
