// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// Follows the extension headers of IPv6 (RFC 8200, section 4; RFC 4302 for AH, RFC 6275 for mobility, RFC 7401 for HIP, RFC 5533 for shim6) to the
/// header of the upper layer. BPF has no loops that every kernel accepts, so the steps are written out: at most <see cref="MaximumHeaders"/> headers.
/// </summary>
internal static class ExtensionHeaders
{
    /// <summary>How many extension headers are passed; a packet with more does not match. RFC 8200 has six kinds, one of which may come twice.</summary>
    public const int MaximumHeaders = 8;

    private const uint Authentication = 51;

    // Hop-by-hop options, routing, destination options, mobility, HIP, shim6: the next header, then the length in units of 8 bytes without the first.
    private static readonly uint[] Plain = [0, 43, 60, 135, 139, 140];

    /// <summary>
    /// Whether the header of a protocol is in the packet, behind any extension headers; not where the packet is a later fragment. Where it holds, the
    /// header's place from the start of the packet is in the variable.
    /// </summary>
    public static Fragment Find(Scope scope, uint protocol, OffsetVariable place)
    {
        StackSlot at = place.Slot!;
        StackSlot next = scope.Builder.Words.Take();
        Block first = scope.NewBlock();
        PacketOffset network = scope.Offset(Anchor.Network);
        Value start = scope.Variable(first, network) is { } variable
            ? scope.Binary(first, BinaryOperator.Add, variable, unchecked((uint)(network.Constant + 40)))
            : scope.Number((uint)(network.Constant + 40));
        scope.Write(first, at, start);
        scope.Write(first, next, scope.Load(first, network + 6, MemorySize.Byte));

        var chain = new HeaderChain(scope, next, at, 0);
        var found = new Edges();
        var failed = new Edges();
        Edges arriving = scope.Leave(first);
        for (int header = 0; header <= MaximumHeaders; header++)
        {
            Fragment isWanted = chain.Is(protocol);
            arriving.ConnectTo(isWanted.Entry);
            found.Join(isWanted.True);
            arriving = isWanted.False;
            if (header < MaximumHeaders)
                arriving = Step(chain, arriving, failed);
        }

        scope.Builder.Words.Release(next);
        return new Fragment(first, found, failed.Join(arriving));
    }

    private static Edges Step(HeaderChain chain, Edges arriving, Edges failed)
    {
        Scope scope = chain.Scope;
        Block plain = scope.NewBlock();
        arriving = chain.Select(arriving, Plain, plain);
        Block authentication = scope.NewBlock();
        arriving = chain.Select(arriving, [Authentication], authentication);
        Block fragment = scope.NewBlock();
        failed.Join(chain.Select(arriving, [Protocols.FragmentHeader], fragment));

        Fragment isLater = scope.Branch(fragment, Comparison.AnyBits, chain.Read(fragment, 2, MemorySize.HalfWord), 0xfff8);
        failed.Join(isLater.True);
        Block behind = scope.NewBlock();
        isLater.False.ConnectTo(behind);
        scope.Write(behind, chain.Next, chain.Read(behind, 0, MemorySize.Byte));
        scope.Write(behind, chain.Place, scope.Binary(behind, BinaryOperator.Add, scope.Read(behind, chain.Place), 8));
        return chain.Pass(plain, uncounted: 1, unit: 8).Join(chain.Pass(authentication, uncounted: 2, unit: 4)).Join(scope.Leave(behind));
    }
}
