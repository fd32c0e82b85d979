// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Turns the packet's length, and what the kernel knows of the packet, into loads from the context and calls of helpers.</summary>
internal static class MetadataLowering
{
    public static void Lower(Function function, ProgramType type)
    {
        var replacement = new Replacement();
        foreach (Block block in function.Blocks)
        {
            for (int i = 0; i < block.Operations.Count; i++)
            {
                Operation operation = block.Operations[i];
                Operation[]? steps = operation switch
                {
                    PacketLength => LengthOf(function, type, operation.Location),
                    PacketMetadata metadata => MetadataOf(function, type, metadata),
                    _ => null,
                };
                if (steps is null)
                    continue;
                block.RemoveAt(i);
                foreach (Operation step in steps)
                    block.Insert(i++, step);
                i--;
                replacement.Add(operation, steps[^1]);
            }
        }

        replacement.Apply(function);
    }

    /// <summary>A field of the context.</summary>
    /// <param name="function">The function; the context is its first parameter.</param>
    /// <param name="type">The kind of program.</param>
    /// <param name="field">The field's name in <c>linux/bpf.h</c>.</param>
    /// <param name="location">Where the load comes from.</param>
    /// <param name="result">Its type: a pointer for the bounds of the packet.</param>
    public static LoadOperation ContextField(Function function, ProgramType type, string field, SourceSpan location, SsaType result = SsaType.Int32)
    {
        ContextField found = ContextLayout.For(type)?.Field(field)
            ?? throw new CodeGenerationException(function.Name, $"the context of a program of type {type} has no field '{field}'", location);
        return new LoadOperation(result, MemorySize.Word, function.Parameters[0], found.Offset, location: location);
    }

    // XDP knows no length but that of the bytes it sees.
    private static Operation[] LengthOf(Function function, ProgramType type, SourceSpan location)
    {
        if (type != ProgramType.Xdp)
            return [ContextField(function, type, "len", location)];
        LoadOperation start = ContextField(function, type, "data", location, SsaType.Pointer);
        LoadOperation end = ContextField(function, type, "data_end", location, SsaType.Pointer);
        var length = new BinaryOperation(BinaryOperator.Subtract, end, start, location);
        return [start, end, length, new ConvertOperation(Conversion.Truncate, length, SsaType.Int32, location)];
    }

    private static Operation[] MetadataOf(Function function, ProgramType type, PacketMetadata metadata)
    {
        SourceSpan location = metadata.Location;
        switch (metadata.Extension)
        {
            case ClassicExtension.Cpu:
                return [new CallOperation(new HelperTarget(HelperId.GetSmpProcessorId), SsaType.Int32, [], location)];
            case ClassicExtension.Random:
                return [new CallOperation(new HelperTarget(HelperId.GetPseudoRandomU32), SsaType.Int32, [], location)];
        }

        string? field = type == ProgramType.Xdp
            ? metadata.Extension switch
            {
                ClassicExtension.InterfaceIndex => "ingress_ifindex",
                ClassicExtension.Queue => "rx_queue_index",
                _ => null,
            }
            : metadata.Extension switch
            {
                ClassicExtension.Protocol => "protocol",
                ClassicExtension.PacketType => "pkt_type",
                ClassicExtension.InterfaceIndex => "ifindex",
                ClassicExtension.Mark => "mark",
                ClassicExtension.Queue => "queue_mapping",
                ClassicExtension.Hash => "hash",
                ClassicExtension.VlanTag => "vlan_tci",
                ClassicExtension.VlanTagPresent => "vlan_present",
                ClassicExtension.VlanProtocol => "vlan_proto",
                _ => null,
            };
        if (field is null)
            throw new CodeGenerationException(function.Name, $"a program of type {type} cannot know a packet's {metadata.Extension}; a classic filter can", location);
        LoadOperation load = ContextField(function, type, field, location);
        // These two are in network byte order, and classic BPF turns them round.
        return metadata.Extension is ClassicExtension.Protocol or ClassicExtension.VlanProtocol
            ? [load, new UnaryOperation(UnaryOperator.NetworkOrder16, load, location)]
            : [load];
    }
}
