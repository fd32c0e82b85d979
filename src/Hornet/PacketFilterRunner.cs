// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Hornet.Bytecode.Classic;
using Hornet.Objects;
using Hornet.PacketFilters;
using Hornet.PacketFilters.Syntax;
using Hornet.VirtualMachines;

namespace Hornet;

/// <summary>
/// Runs a packet filter over many packets in this process, by the engine that suits: machine code for captures. The packets stay where they are and nothing is allocated for one.
/// </summary>
/// <remarks>One thread at a time may use it.</remarks>
/// <example>
/// <code>
/// using var runner = PacketFilterRunner.Create(PacketFilter.Compile("tcp port 80"));
/// while (reader.TryRead(out CapturedPacket packet))
///     count += runner.Matches(packet.Data, packet.OriginalLength) ? 1 : 0;
/// </code>
/// </example>
public sealed class PacketFilterRunner : IDisposable
{
    private readonly ClassicFilter? _classic;
    private readonly VirtualMachine? _machine;
    private readonly VirtualObject? _loaded;
    private readonly PacketScan? _scan;

    private PacketFilterRunner(PacketFilter filter, FilterEngine engine)
    {
        Filter = filter;
        Engine = engine;
        if (engine == FilterEngine.Classic)
        {
            _classic = new ClassicFilter(filter.Classic.Instructions.AsSpan(), ClassicSemantics.Libpcap);
            return;
        }

        _machine = new VirtualMachine(new VirtualMachineOptions { Engine = engine == FilterEngine.Jit ? VirtualMachines.Engine.Jit : VirtualMachines.Engine.Interpreter });
        try
        {
            BpfObject compiled = filter.ToScanObject();
            _loaded = _machine.Load(compiled);
            _scan = _loaded.Program(compiled.Programs[0].Name).CreateScan();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The filter.</summary>
    public PacketFilter Filter { get; }

    /// <summary>What executes it.</summary>
    public FilterEngine Engine { get; }

    /// <summary>Prepares a filter for many packets.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="engine">
    /// What is to execute it; null for machine code where there is a compiler at run time, else the virtual machine's interpreter. Filters with <c>protochain</c> are then interpreted as
    /// classic programs: those follow chains of any length, extended ones as far as a verifier can.
    /// </param>
    /// <exception cref="Bytecode.BpfException">The filter is more than the engine can do.</exception>
    public static PacketFilterRunner Create(PacketFilter filter, FilterEngine? engine = null)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new PacketFilterRunner(filter, engine ?? Choose(filter));
    }

    /// <summary>Runs the filter over a packet.</summary>
    /// <param name="packet">The captured bytes.</param>
    /// <param name="wireLength">How many bytes the packet had on the wire; negative for as many as were captured.</param>
    /// <returns>How many bytes of the packet to keep: the snap length for a match, otherwise 0.</returns>
    public uint Run(ReadOnlySpan<byte> packet, int wireLength = -1) => _scan is { } scan
        ? (uint)scan.Run(packet, wireLength)
        : _classic!.Run(packet, new ClassicPacketContext { WireLength = (uint)(wireLength < 0 ? packet.Length : wireLength) });

    /// <summary>Whether a packet matches.</summary>
    /// <param name="packet">The captured bytes.</param>
    /// <param name="wireLength">How many bytes the packet had on the wire; negative for as many as were captured.</param>
    public bool Matches(ReadOnlySpan<byte> packet, int wireLength = -1) => Run(packet, wireLength) != 0;

    /// <summary>Runs the filter over many packets, which is the fastest way.</summary>
    /// <param name="memory">The memory they lie in.</param>
    /// <param name="packets">Where each lies.</param>
    /// <param name="values">For each, how many bytes to keep: the snap length for a match, otherwise 0; at least as long as <paramref name="packets"/>.</param>
    /// <exception cref="ArgumentException">There are fewer values than packets, or a packet does not lie within the memory.</exception>
    public void Run(ReadOnlySpan<byte> memory, ReadOnlySpan<PacketPlace> packets, Span<uint> values)
    {
        if (_scan is not null)
        {
            _scan.Run(memory, packets, values);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, packets.Length, nameof(values));
        for (int i = 0; i < packets.Length; i++)
            values[i] = Run(memory.Slice(packets[i].Start, packets[i].Length), packets[i].WireLength);
    }

    private static FilterEngine Choose(PacketFilter filter)
    {
        if (HasChain(filter.Syntax))
            return FilterEngine.Classic;
        return RuntimeFeature.IsDynamicCodeSupported ? FilterEngine.Jit : FilterEngine.Interpreter;
    }

    private static bool HasChain(FilterNode node)
    {
        (FilterNode first, ImmutableArray<Combination> steps) = node.LeftSpine();
        return first is ProtocolChain || (first is Negation negation && HasChain(negation.Operand)) || steps.Any(step => HasChain(step.Right));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scan?.Dispose();
        _loaded?.Dispose();
        _machine?.Dispose();
    }
}
