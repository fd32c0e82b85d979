// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// <c>BPF_MAP_TYPE_BLOOM_FILTER</c> (Documentation/bpf/map_bloom_filter.rst): tells for certain that a value was never pushed, and with some
/// probability that it was.
/// </summary>
internal sealed unsafe class NativeBloomFilter : NativeMap
{
    private const uint DefaultHashes = 5;

    private readonly NativeBlock _block;
    private readonly ulong* _bits;
    private readonly ulong _mask;
    private readonly uint _hashes;
    private readonly ulong _seed;

    /// <summary>Creates the map.</summary>
    public NativeBloomFilter(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, spec, fields)
    {
        _hashes = spec.Extra == 0 ? DefaultHashes : (uint)spec.Extra;

        // The best number of bits is entries * hashes / ln 2; 7 / 5 is close, and the power of two above makes a mask.
        ulong wanted = BitOperations.RoundUpToPowerOf2((ulong)MaxEntries * _hashes * 7 / 5);
        ulong bits = Math.Clamp(wanted, 64, 1ul << 32);
        _mask = bits - 1;
        _seed = (spec.Flags & (uint)MapCreateFlags.ZeroSeed) != 0 ? 0 : (ulong)Random.Shared.NextInt64();
        _block = MapValidation.Allocate(spec, bits / 8);
        _bits = (ulong*)_block.Start;
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) => -Errno.EINVAL;

    /// <inheritdoc/>
    public override long Push(byte* value, ulong flags)
    {
        if (flags != 0)
            return -Errno.EINVAL;
        for (uint hash = 0; hash < _hashes; hash++)
        {
            ulong bit = Bit(value, hash);
            Interlocked.Or(ref _bits[bit / 64], 1ul << (int)(bit % 64));
        }

        return 0;
    }

    /// <inheritdoc/>
    public override long Peek(byte* value)
    {
        for (uint hash = 0; hash < _hashes; hash++)
        {
            ulong bit = Bit(value, hash);
            if ((Volatile.Read(ref _bits[bit / 64]) >> (int)(bit % 64) & 1) == 0)
                return -Errno.ENOENT;
        }

        return 0;
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags) => ToError(Peek(value));

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) => ToError(Push(value, flags));

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();

    private ulong Bit(byte* value, uint hash) => KeyHash.Of64(value, ValueSize, _seed + (hash * 0x9e37_79b9_7f4a_7c15)) & _mask;
}
