// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Maps: look-up, update, delete, queues, walks over all entries.</summary>
internal static unsafe class MapHelpers
{
    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.MapLookupElement, &Lookup);
        table.Add(HelperId.MapUpdateElement, &Update);
        table.Add(HelperId.MapDeleteElement, &Delete);
        table.Add(HelperId.MapPushElement, &Push);
        table.Add(HelperId.MapPopElement, &Pop);
        table.Add(HelperId.MapPeekElement, &Peek);
        table.Add(HelperId.MapLookupPerCpuElement, &LookupPerCpu);
        table.Add(HelperId.ForEachMapElement, &ForEach);
        table.Add(HelperId.KptrExchange, &ExchangePointer);
    }

    private static ulong Lookup(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        NativeMap found = run.Map(map);
        return (ulong)found.Lookup(Key(run, found, key), run.Cpu);
    }

    private static ulong Update(ProgramRun run, ulong map, ulong key, ulong value, ulong flags, ulong r5)
    {
        NativeMap found = run.Map(map);
        return Errno.Of(found.Update(Key(run, found, key), Value(run, found, value, MemoryAccess.Read), flags, run.Cpu));
    }

    private static ulong Delete(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5)
    {
        NativeMap found = run.Map(map);
        return Errno.Of(found.Delete(Key(run, found, key)));
    }

    private static ulong Push(ProgramRun run, ulong map, ulong value, ulong flags, ulong r4, ulong r5)
    {
        NativeMap found = run.Map(map);
        return Errno.Of(found.Push(Value(run, found, value, MemoryAccess.Read), flags));
    }

    private static ulong Pop(ProgramRun run, ulong map, ulong value, ulong r3, ulong r4, ulong r5)
    {
        NativeMap found = run.Map(map);
        return Errno.Of(found.Pop(Value(run, found, value, MemoryAccess.Write)));
    }

    private static ulong Peek(ProgramRun run, ulong map, ulong value, ulong r3, ulong r4, ulong r5)
    {
        // A bloom filter reads the value it is asked about; a queue writes the next one.
        NativeMap found = run.Map(map);
        MemoryAccess access = found.Type == MapType.BloomFilter ? MemoryAccess.Read : MemoryAccess.Write;
        return Errno.Of(found.Peek(Value(run, found, value, access)));
    }

    private static ulong LookupPerCpu(ProgramRun run, ulong map, ulong key, ulong cpu, ulong r4, ulong r5)
    {
        NativeMap found = run.Map(map);
        return (ulong)found.LookupPerCpu(Key(run, found, key), (uint)cpu);
    }

    /// <summary>
    /// Calls a function with map, key, value and argument for every entry until it returns something else than 0; returns the number of calls.
    /// </summary>
    private static ulong ForEach(ProgramRun run, ulong map, ulong callback, ulong argument, ulong flags, ulong r5)
    {
        NativeMap found = run.Map(map);
        if (flags != 0 || !found.IsEnumerable)
            return Errno.Result(Errno.EINVAL);

        // The callback may read the key, which lies where programs cannot reach: it gets a copy.
        int keySize = Math.Max(found.KeySize, sizeof(uint));
        byte* key = run.Scratch.Push(keySize);
        try
        {
            ElementCursor cursor = default;
            ulong count = 0;
            while (found.MoveNext(ref cursor, run.Cpu))
            {
                if (cursor.Key == null)
                    *(uint*)key = cursor.Index;
                else
                    Buffer.MemoryCopy(cursor.Key, key, keySize, found.KeySize);
                count++;
                if (run.Call(callback, map, (ulong)key, (ulong)cursor.Value, argument) != 0)
                    break;
            }

            return count;
        }
        finally
        {
            run.Scratch.Pop(keySize);
        }
    }

    private static ulong ExchangePointer(ProgramRun run, ulong destination, ulong pointer, ulong r3, ulong r4, ulong r5) =>
        Interlocked.Exchange(ref *(ulong*)run.Access(destination, sizeof(ulong), MemoryAccess.ReadWrite), pointer);

    /// <summary>A key argument.</summary>
    internal static byte* Key(ProgramRun run, NativeMap map, ulong key) => run.Access(key, (ulong)map.KeySize, MemoryAccess.Read);

    private static byte* Value(ProgramRun run, NativeMap map, ulong value, MemoryAccess access) =>
        run.Access(value, (ulong)map.ValueSize, access);
}
