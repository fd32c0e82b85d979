// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>
/// The maps by which programs compiled with libbpf's <c>usdt.bpf.h</c> learn where the arguments of a probe are: an array of descriptions, whose index comes as cookie,
/// or from a hash by address on kernels without cookies. Places with equal descriptions share one. One instance serves one object; safe for several threads.
/// </summary>
internal sealed class UsdtSpecs
{
    /// <summary>The array's name.</summary>
    public const string MapName = "__bpf_usdt_specs";

    /// <summary>The hash's name.</summary>
    public const string AddressMapName = "__bpf_usdt_ip_to_spec_id";

    /// <summary>The size of <c>struct __bpf_usdt_spec</c>: twelve arguments of 16 bytes, the cookie, the number of arguments.</summary>
    public const int ValueSize = 208;

    private const int MostArguments = 12, ArgumentSize = 16, CookieAt = MostArguments * ArgumentSize, CountAt = CookieAt + 8;

    private readonly Lock _gate = new();
    private readonly KernelMap _specs;
    private readonly KernelMap? _addresses;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, (string Spec, int Users)> _used = [];

    private UsdtSpecs(KernelMap specs, KernelMap? addresses)
    {
        _specs = specs;
        _addresses = addresses;
    }

    /// <summary>How an argument is fetched (<c>enum __bpf_usdt_arg_type</c>); the last is no value of it, so that asking for the argument is an error.</summary>
    private enum Fetch
    {
        Constant = 0,
        Register = 1,
        Memory = 2,
        IndexedMemory = 3,
        Impossible = 255,
    }

    /// <summary>The maps of a program's object, or null where it has none.</summary>
    public static UsdtSpecs? Of(KernelProgram program) => program.Owner?.UsdtSpecs;

    /// <summary>The maps of an object, or null where it has none.</summary>
    public static UsdtSpecs? Find(KernelObject loaded)
    {
        var specs = (KernelMap?)loaded.Maps.FirstOrDefault(map => map.Name == MapName);
        return specs is { ValueSize: ValueSize, KeySize: sizeof(int) }
            ? new UsdtSpecs(specs, (KernelMap?)loaded.Maps.FirstOrDefault(map => map.Name == AddressMapName))
            : null;
    }

    /// <summary>Writes descriptions of places, and keeps them until the lease is disposed.</summary>
    /// <exception cref="BpfException">The array is full.</exception>
    public Lease Rent(string doing, ImmutableArray<UsdtProbe> places, ulong cookie)
    {
        var ids = ImmutableArray.CreateBuilder<int>(places.Length);
        lock (_gate)
        {
            try
            {
                foreach (UsdtProbe place in places)
                    ids.Add(Take(doing, Describe(place, cookie)));
            }
            catch
            {
                foreach (int id in ids)
                    Return(id);
                throw;
            }
        }

        return new Lease(this, ids.ToImmutable());
    }

    /// <summary>The bytes of a <c>struct __bpf_usdt_spec</c>.</summary>
    internal static byte[] Describe(UsdtProbe place, ulong cookie)
    {
        byte[] spec = new byte[ValueSize];
        int count = Math.Min(place.Arguments.Count, MostArguments);
        for (int i = 0; i < count; i++)
            Describe(place.Arguments[i], spec.AsSpan(i * ArgumentSize, ArgumentSize));
        BinaryPrimitives.WriteUInt64LittleEndian(spec.AsSpan(CookieAt), cookie);
        BinaryPrimitives.WriteInt16LittleEndian(spec.AsSpan(CountAt), (short)count);
        return spec;
    }

    /// <summary>
    /// The bytes of a <c>struct __bpf_usdt_arg_spec</c>: 8 a constant or displacement, 1 how to fetch, 12 bits the index register and 4 bits its scale (libbpf 1.7; zero otherwise,
    /// so that the older structure has the same meaning), 1 nothing, 2 the register in struct pt_regs, 1 whether signed, 1 how many bits are not of the value.
    /// </summary>
    private static void Describe(UsdtArgument argument, Span<byte> spec)
    {
        Fetch fetch = argument.Kind switch
        {
            UsdtArgumentKind.Constant => Fetch.Constant,
            UsdtArgumentKind.Register when argument.Register is not null => Fetch.Register,
            UsdtArgumentKind.Memory when argument.Register is { Shift: 0 } => Fetch.Memory,
            UsdtArgumentKind.IndexedMemory when argument.Register is { Shift: 0 } && argument.Index is { Shift: 0 } => Fetch.IndexedMemory,
            _ => Fetch.Impossible,
        };
        BinaryPrimitives.WriteInt64LittleEndian(spec, fetch == Fetch.Constant ? argument.Constant : argument.Displacement);
        spec[8] = (byte)fetch;
        if (fetch == Fetch.IndexedMemory)
            BinaryPrimitives.WriteUInt16LittleEndian(spec[9..], (ushort)(argument.Index!.Value.Offset | (System.Numerics.BitOperations.Log2((uint)argument.Scale) << 12)));

        // The second byte of a register (%ah) is read from one byte further.
        BinaryPrimitives.WriteInt16LittleEndian(spec[12..], (short)(argument.Register is { } register ? register.Offset + (register.Shift / 8) : 0));
        spec[14] = argument.IsSigned ? (byte)1 : (byte)0;
        spec[15] = (byte)(64 - (argument.Size * 8));
    }

    private int Take(string doing, byte[] spec)
    {
        string key = Convert.ToHexString(spec);
        if (_ids.TryGetValue(key, out int id))
        {
            _used[id] = (key, _used[id].Users + 1);
            return id;
        }

        // The lowest free index: indices in use are in order.
        id = 0;
        foreach (int used in _used.Keys)
        {
            if (used != id)
                break;
            id++;
        }

        if (id >= _specs.MaxEntries)
            throw new BpfException($"{doing}: the map {MapName} has room for {_specs.MaxEntries} descriptions, and all are in use; raise it (KernelLoadOptions.MaxEntries, or BPF_USDT_MAX_SPEC_CNT when compiling).");
        _specs.Update(BitConverter.GetBytes(id), spec);
        _ids.Add(key, id);
        _used.Add(id, (key, 1));
        return id;
    }

    private void Return(int id)
    {
        (string spec, int users) = _used[id];
        if (users > 1)
        {
            _used[id] = (spec, users - 1);
            return;
        }

        _used.Remove(id);
        _ids.Remove(spec);
    }

    /// <summary>Descriptions in use by a link.</summary>
    internal sealed class Lease(UsdtSpecs owner, ImmutableArray<int> ids) : IDisposable
    {
        private ImmutableArray<ulong> _addresses = [];
        private bool _isDisposed;

        /// <summary>The index of each place's description.</summary>
        public ImmutableArray<int> Ids => ids;

        /// <summary>Writes which description is for which address, for kernels without cookies.</summary>
        /// <exception cref="BpfException">The object has no map for it, or it is full.</exception>
        public void AddAddresses(string doing, ImmutableArray<ulong> addresses)
        {
            KernelMap map = owner._addresses
                ?? throw new BpfException($"{doing}: its object has no map {AddressMapName}, which the program needs on a kernel without cookies.");
            _addresses = addresses;
            for (int i = 0; i < addresses.Length; i++)
                map.Update(BitConverter.GetBytes(addresses[i]), BitConverter.GetBytes(ids[i]));
        }

        /// <summary>Frees the descriptions.</summary>
        public void Dispose()
        {
            lock (owner._gate)
            {
                if (_isDisposed)
                    return;
                _isDisposed = true;
                if (owner._addresses is { Handle.IsClosed: false } map)
                {
                    foreach (ulong address in _addresses)
                        map.Delete(BitConverter.GetBytes(address));
                }

                foreach (int id in ids)
                    owner.Return(id);
            }
        }
    }
}
