// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>A walk over a map's entries in compiled code: <c>bpf_for_each_map_elem</c> with the loop in the program. A local of the method.</summary>
internal unsafe struct MapWalk
{
    /// <summary>Where the callback finds the key: a copy, because the map's own lies where programs cannot reach.</summary>
    public byte* Key;

    /// <summary>The entry's value.</summary>
    public byte* Value;

    private ulong _position;
    private byte* _ownKey;
    private uint _next;

    /// <summary>Starts a walk.</summary>
    /// <param name="run">The run.</param>
    /// <param name="map">The map's pointer; the map is one that can be walked.</param>
    public void Begin(ProgramRun run, ulong map)
    {
        this = default;
        Key = run.Scratch.Push(KeyRoom(run.KnownMap(map)));
    }

    /// <summary>Goes to the next entry; false after the last.</summary>
    public bool Next(ProgramRun run, ulong map)
    {
        NativeMap walked = run.KnownMap(map);
        ElementCursor cursor = default;
        cursor.Position = _position;
        cursor.Next = _next;
        cursor.Key = _ownKey;
        if (!walked.MoveNext(ref cursor, run.Cpu))
        {
            return false;
        }

        _position = cursor.Position;
        _next = cursor.Next;
        _ownKey = cursor.Key;
        Value = cursor.Value;
        if (_ownKey == null)
        {
            *(uint*)Key = cursor.Index;
        }
        else
        {
            Buffer.MemoryCopy(_ownKey, Key, walked.KeySize, walked.KeySize);
        }

        return true;
    }

    /// <summary>Ends a walk.</summary>
    public static void End(ProgramRun run, ulong map) => run.Scratch.Pop(KeyRoom(run.KnownMap(map)));

    private static int KeyRoom(NativeMap map) => Math.Max(map.KeySize, sizeof(uint));
}
