// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>The constants of an expression: random packets are made of them, so that tests often hold.</summary>
internal sealed class ConstantPool
{
    public List<byte[]> IPv4 { get; } = [[10, 0, 0, 1], [192, 168, 1, 1], [224, 0, 0, 5], [255, 255, 255, 255], [0, 0, 0, 0]];

    public List<byte[]> IPv6 { get; } = [[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]];

    public List<byte[]> LinkAddresses { get; } = [[0, 0, 0x5e, 0, 0x53, 1], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [1, 0, 0x5e, 0, 0, 5]];

    public List<ushort> Ports { get; } = [80, 53, 6081];

    public List<byte> Protocols { get; } = [6, 17];

    public List<uint> LinkProtocols { get; } = [0x806];

    public List<uint> Vlans { get; } = [1];

    public List<uint> Labels { get; } = [16];

    public List<uint> Sessions { get; } = [1];

    public List<uint> Networks { get; } = [1];

    public List<uint> Lengths { get; } = [];

    public List<byte> Bytes { get; } = [0, 1, 0xff];

    public List<string> Names { get; } = ["eth0"];

    public List<ushort> DecnetNodes { get; } = [0x0401];

    public static ConstantPool Of(FilterNode expression)
    {
        var pool = new ConstantPool();
        pool.Add(expression);
        return pool;
    }

    private void Add(FilterNode node)
    {
        switch (node)
        {
            case Combination combination:
                (FilterNode first, System.Collections.Immutable.ImmutableArray<Combination> steps) = combination.LeftSpine();
                Add(first);
                foreach (Combination step in steps)
                    Add(step.Right);
                break;
            case Negation negation:
                Add(negation.Operand);
                break;
            case HostTest test:
                foreach (System.Net.IPAddress address in test.Addresses)
                    Add(address);
                break;
            case NetTest test:
                Add(test.Network);
                break;
            case LinkHostTest { Address.Length: 6 } test:
                LinkAddresses.Add([.. test.Address]);
                LinkAddresses.Add([.. test.Address]);
                break;
            case DecnetHostTest test:
                DecnetNodes.Add((ushort)((test.Area << 10) | test.Node));
                break;
            case PortTest test:
                AddPorts(test);
                break;
            case ProtocolNumber { Protocol: FilterProtocol.Link } test:
                LinkProtocols.Add(test.Number);
                LinkProtocols.Add(test.Number);
                break;
            case ProtocolNumber test:
                Protocols.Add((byte)test.Number);
                break;
            case ProtocolChain test:
                Protocols.Add((byte)test.Number);
                break;
            case RelationTest test:
                Add(test.Left);
                Add(test.Right);
                break;
            default:
                AddRare(node);
                break;
        }
    }

    private void AddRare(FilterNode node)
    {
        switch (node)
        {
            case VlanTest { Id: { } id }:
                Vlans.Add(id);
                break;
            case MplsTest { Label: { } label }:
                Labels.Add(label);
                break;
            case PppoeSessionTest { Session: { } session }:
                Sessions.Add(session);
                break;
            case GeneveTest { NetworkIdentifier: { } identifier }:
                Networks.Add(identifier);
                break;
            case LengthTest test:
                Lengths.Add(test.Length);
                break;
            case ByteTest test:
                Bytes.Add((byte)test.Value);
                break;
            case PfTest test:
                Names.Add(test.Text ?? "");
                Bytes.Add((byte)test.Number);
                break;
            case AtmFieldTest test:
                Bytes.Add((byte)test.Value);
                break;
            case LlcTest test:
                Bytes.Add(test.Subtype);
                break;
            case WlanTypeTest test:
                Bytes.Add(test.Value);
                break;
        }
    }

    private void AddPorts(PortTest test)
    {
        foreach (int port in new[] { test.First, test.Last, test.First - 1, test.Last + 1, (test.First + test.Last) / 2, test.First })
            Ports.Add((ushort)port);
    }

    private void Add(System.Net.IPAddress address)
    {
        List<byte[]> family = address.AddressFamily == AddressFamily.InterNetworkV6 ? IPv6 : IPv4;
        byte[] bytes = address.GetAddressBytes();
        family.Add(bytes);
        family.Add(bytes);
        byte[] near = [.. bytes];
        near[^1] ^= 1;
        family.Add(near);
    }

    private void Add(NumberNode number)
    {
        switch (number)
        {
            case NumberLiteral literal:
                Bytes.Add((byte)literal.Value);
                if (literal.Value < 2000)
                    Lengths.Add(literal.Value);
                if (literal.Value is > 0 and < 65536)
                    Ports.Add((ushort)literal.Value);
                break;
            case FieldNumber field:
                Add(field.Offset);
                break;
            case NumberOperation operation:
                Add(operation.Left);
                Add(operation.Right);
                break;
            case NumberNegation negation:
                Add(negation.Operand);
                break;
        }
    }
}
