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

        var found = new Edges();
        var failed = new Edges();
        Edges arriving = scope.Leave(first);
        for (int header = 0; header <= MaximumHeaders; header++)
        {
            Fragment isWanted = Is(scope, next, protocol);
            arriving.ConnectTo(isWanted.Entry);
            found.Join(isWanted.True);
            arriving = isWanted.False;
            if (header < MaximumHeaders)
                arriving = Step(scope, arriving, at, next, failed);
        }

        scope.Builder.Words.Release(next);
        return new Fragment(first, found, failed.Join(arriving));
    }

    private static Edges Step(Scope scope, Edges arriving, StackSlot at, StackSlot next, Edges failed)
    {
        var passed = new Edges();
        Block plain = scope.NewBlock();
        foreach (uint kind in Plain)
        {
            Fragment isKind = Is(scope, next, kind);
            arriving.ConnectTo(isKind.Entry);
            isKind.True.ConnectTo(plain);
            arriving = isKind.False;
        }

        passed.Join(Pass(scope, plain, at, next, extraUnits: 1, unit: 8));

        Fragment isAuthentication = Is(scope, next, Authentication);
        arriving.ConnectTo(isAuthentication.Entry);
        Block authentication = scope.NewBlock();
        isAuthentication.True.ConnectTo(authentication);
        passed.Join(Pass(scope, authentication, at, next, extraUnits: 2, unit: 4));

        Fragment isFragment = Is(scope, next, Protocols.FragmentHeader);
        isAuthentication.False.ConnectTo(isFragment.Entry);
        failed.Join(isFragment.False);
        Block fragment = scope.NewBlock();
        isFragment.True.ConnectTo(fragment);
        Value offset = fragment.Append(new PacketLoad(MemorySize.HalfWord, 2, scope.Read(fragment, at), scope.Span));
        Fragment isLater = scope.Branch(fragment, Comparison.AnyBits, offset, 0xfff8);
        failed.Join(isLater.True);
        Block behind = scope.NewBlock();
        isLater.False.ConnectTo(behind);
        scope.Write(behind, next, behind.Append(new PacketLoad(MemorySize.Byte, 0, scope.Read(behind, at), scope.Span)));
        scope.Write(behind, at, scope.Binary(behind, BinaryOperator.Add, scope.Read(behind, at), 8));
        return passed.Join(scope.Leave(behind));
    }

    private static Edges Pass(Scope scope, Block block, StackSlot at, StackSlot next, uint extraUnits, uint unit)
    {
        Value place = scope.Read(block, at);
        scope.Write(block, next, block.Append(new PacketLoad(MemorySize.Byte, 0, place, scope.Span)));
        Value units = block.Append(new PacketLoad(MemorySize.Byte, 1, place, scope.Span));
        Value length = scope.Binary(block, BinaryOperator.Multiply, scope.Binary(block, BinaryOperator.Add, units, extraUnits), unit);
        scope.Write(block, at, scope.Binary(block, BinaryOperator.Add, length, place));
        return scope.Leave(block);
    }

    private static Fragment Is(Scope scope, StackSlot next, uint protocol)
    {
        Block block = scope.NewBlock();
        return scope.Branch(block, Comparison.Equal, scope.Read(block, next), protocol);
    }
}
