// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Cli.Run.Kernel;

/// <summary>
/// The types of the records in ring and perf buffers. A buffer's definition seldom tells, so a type is looked for: what <c>--record-type</c> says, the
/// value type of the map, or a structure named after the map (<c>events</c>: <c>event</c>, <c>events</c>, <c>event_t</c>, …), or <c>event</c>.
/// </summary>
internal sealed class RecordTypes
{
    private readonly Btf? _btf;
    private readonly Dictionary<string, string> _chosen = new(StringComparer.Ordinal);
    private readonly string? _chosenForAll;

    /// <summary>Reads the choices of the command line.</summary>
    /// <param name="bpfObject">The object.</param>
    /// <param name="choices"><c>TYPE</c> for every buffer or <c>MAP=TYPE</c>.</param>
    /// <exception cref="CliException">A choice names no type or no buffer of the object.</exception>
    public RecordTypes(BpfObject bpfObject, IEnumerable<string> choices)
    {
        _btf = bpfObject.Btf;
        foreach (string choice in choices)
        {
            int equals = choice.IndexOf('=', StringComparison.Ordinal);
            string type = choice[(equals + 1)..];
            if (Find(type) == 0)
                throw new CliException($"'--record-type {choice}': the object's type information has no structure '{type}'.");
            if (equals < 0)
                _chosenForAll = type;
            else if (bpfObject.Maps.Any(map => map.Name == choice[..equals] && IsBuffer(map.Type)))
                _chosen[choice[..equals]] = type;
            else
                throw new CliException($"'--record-type {choice}': the object has no ring or perf buffer '{choice[..equals]}'.");
        }
    }

    /// <summary>Whether programs write records to maps of a kind.</summary>
    public static bool IsBuffer(MapType type) => type is MapType.RingBuffer or MapType.PerfEventArray;

    /// <summary>The type of a buffer's records in the object's BTF; 0 where it is not known.</summary>
    public uint Of(MapSpec map)
    {
        if (_btf is null)
            return 0;
        if (_chosen.GetValueOrDefault(map.Name, _chosenForAll ?? "") is { Length: > 0 } chosen)
            return Find(chosen);
        if (map.ValueTypeId != 0 && map.Type == MapType.RingBuffer)
            return map.ValueTypeId;
        string one = map.Name.TrimEnd('s');
        return ((string[])[map.Name, one, map.Name + "_t", one + "_t", one + "_event", "event", "event_t"]).Select(Find).FirstOrDefault(id => id != 0);
    }

    private uint Find(string name) => _btf is not null && _btf.TryFindId(name, BtfKind.Struct, out uint id) ? id : TryTypedef(name);

    private uint TryTypedef(string name) =>
        _btf is not null && _btf.TryFindId(name, BtfKind.Typedef, out uint id) && _btf.KindOf(_btf.Resolve(id)) == BtfKind.Struct ? id : 0;
}
