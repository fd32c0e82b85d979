// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Makes the maps that a program refers to known to the verifier, as a loader would create them.</summary>
internal sealed class MapResolver
{
    private const uint PageSize = 4096;

    // On a kernel with as many processors as this, a perf event array declared without a capacity has an entry for each.
    private const uint DefaultProcessors = 8;

    private readonly BpfObject _object;
    private readonly VerifierOptions _options;
    private readonly BtfSet _btfs;
    private readonly Dictionary<string, MapInfo> _known = new(StringComparer.Ordinal);

    /// <summary>Prepares to resolve maps of an object.</summary>
    public MapResolver(BpfObject bpfObject, VerifierOptions options, BtfSet btfs)
    {
        _object = bpfObject;
        _options = options;
        _btfs = btfs;
    }

    /// <summary>The maps that were asked for, in that order, each map of maps with its inner map behind.</summary>
    public List<MapInfo> All { get; } = [];

    /// <summary>A map of the object, made known when it is asked for first.</summary>
    public MapInfo Resolve(MapSpec spec)
    {
        if (!_known.TryGetValue(spec.Name, out MapInfo? map))
        {
            map = Make(spec);
            _known.Add(spec.Name, map);
        }

        return map;
    }

    private MapInfo Make(MapSpec declared)
    {
        MapSpec spec = declared with { MaxEntries = CapacityOf(declared) };
        int index = All.Count;
        All.Add(null!); // the place is taken before those of inner maps
        RecordFields? fields = MapTypes.Find(spec, _btfs, out bool isTyped);
        byte[]? constants = ConstantsOf(spec, out bool[]? known);
        MapInfo map = new()
        {
            Index = index,
            Spec = isTyped ? spec : spec with { KeyTypeId = 0, ValueTypeId = 0 },
            Inner = spec.InnerMap is { } inner ? Make(inner) : null,
            Fields = fields,
            Constants = constants is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(constants),
            KnownConstants = known,
        };
        All[index] = map;
        return map;
    }

    private uint CapacityOf(MapSpec spec)
    {
        uint capacity = _options.MaxEntries.TryGetValue(spec.Name, out uint entries) ? entries : spec.MaxEntries;
        return spec.Type switch
        {
            MapType.PerfEventArray when capacity == 0 => DefaultProcessors,
            MapType.RingBuffer or MapType.UserRingBuffer => WholePages(capacity),
            _ => capacity,
        };
    }

    /// <summary>Ring buffers have a power of two of whole pages.</summary>
    private static uint WholePages(uint bytes)
    {
        if (bytes == 0 || (bytes % PageSize == 0 && BitOperations.IsPow2(bytes)))
            return bytes;
        ulong pages = BitOperations.RoundUpToPowerOf2(((ulong)bytes + PageSize - 1) / PageSize);
        return pages * PageSize <= uint.MaxValue ? (uint)(pages * PageSize) : bytes;
    }

    /// <summary>The bytes of a section that the loader fills and freezes, with what the caller sets in it.</summary>
    private byte[]? ConstantsOf(MapSpec spec, out bool[]? known)
    {
        known = null;
        if (!spec.IsReadOnlyData || spec.ValueSize > int.MaxValue / 2)
            return null;
        byte[] bytes = new byte[spec.ValueSize];
        foreach (MapInitialValue initial in spec.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Bytes && initial.Value.Length <= bytes.Length))
            initial.Value.AsSpan().CopyTo(bytes);
        if (spec.Name == ".kconfig")
            known = FillConfiguration(bytes);
        foreach (VariableSpec variable in spec.Variables)
        {
            if (_options.Variables.TryGetValue(variable.Name, out ImmutableArray<byte> value))
                Set(bytes, variable.Offset, value.AsSpan(), known);
        }

        return bytes;
    }

    /// <summary>What is known of the configuration of a kernel by its release alone; the rest is known only if the caller sets it.</summary>
    private bool[] FillConfiguration(byte[] bytes)
    {
        const ulong LinuxVersion = 0x061200;
        var known = new bool[bytes.Length];
        Span<byte> encoded = stackalloc byte[sizeof(ulong)];
        foreach (ExternSpec wanted in _object.Externs)
        {
            if (wanted.Kind != ExternKind.Configuration || wanted.Offset < 0 || wanted.Size is not (1 or 2 or 4 or 8))
                continue;
            ulong? value = wanted.Name switch
            {
                "LINUX_KERNEL_VERSION" => LinuxVersion,
                "LINUX_HAS_BPF_COOKIE" or "LINUX_HAS_SYSCALL_WRAPPER" => 1,
                _ => null,
            };
            if (value is { } number)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(encoded, number);
                Set(bytes, wanted.Offset, encoded[..wanted.Size], known);
            }

            if (_options.Variables.TryGetValue(wanted.Name, out ImmutableArray<byte> given))
                Set(bytes, wanted.Offset, given.AsSpan(), known);
        }

        return known;
    }

    private static void Set(byte[] bytes, int offset, ReadOnlySpan<byte> value, bool[]? known)
    {
        if (offset < 0 || offset + value.Length > bytes.Length)
            return;
        value.CopyTo(bytes.AsSpan(offset));
        known?.AsSpan(offset, value.Length).Fill(true);
    }
}
