// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Whether a map that exists can take the place of one that an object defines.</summary>
internal static class MapReuse
{
    /// <summary>Checks a map against an object's definition.</summary>
    /// <param name="doing">For the error: what is being done.</param>
    /// <param name="wanted">The definition, adapted to this machine.</param>
    /// <param name="map">The map.</param>
    /// <returns>The definition with what the map really has.</returns>
    /// <exception cref="BpfException">They differ; the message lists in what.</exception>
    public static MapSpec Check(string doing, MapSpec wanted, BpfHandle map)
    {
        RawMapInfo there = BpfSyscall.Info<RawMapInfo>(doing, map);
        List<string> differences = [];
        Compare("type", wanted.Type.ToText(), ((MapType)there.Type).ToText());
        Compare("key size", wanted.KeySize, there.KeySize);
        Compare("value size", wanted.ValueSize, there.ValueSize);
        Compare("capacity", wanted.MaxEntries, there.MaxEntries);
        Compare("flags", $"0x{Flags(wanted.Type, wanted.Flags):x}", $"0x{Flags(wanted.Type, there.MapFlags):x}");
        Compare("extra", $"0x{wanted.Extra:x}", $"0x{there.MapExtra:x}");
        return differences.Count == 0
            ? wanted
            : throw new BpfException($"{doing}: the map there is not like the object's: {string.Join(", ", differences)}. Remove it, or give the object's map another name or size.");

        void Compare<T>(string what, T wantedValue, T thereValue)
            where T : notnull
        {
            if (!wantedValue.Equals(thereValue))
                differences.Add($"{what} {thereValue} there, {wantedValue} wanted");
        }
    }

    /// <summary>The flags that count. The kernel itself makes device maps read-only for programs (kernel/bpf/devmap.c).</summary>
    private static uint Flags(MapType type, uint flags) =>
        type is MapType.DeviceMap or MapType.DeviceMapHash ? flags & ~(uint)MapCreateFlags.ReadOnlyProgram : flags;
}
