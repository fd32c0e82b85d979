// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// Helpers for maps whose kind is known when a verified program is compiled: the same as those of the table, with the same arguments and results, but
/// without finding out what the map is and whether the arguments may be touched.
/// </summary>
/// <remarks>One method for each kind, because generic ones would share their code, with virtual calls inside.</remarks>
internal static unsafe class KnownMapHelpers
{
    /// <summary>Finds the helper for a map.</summary>
    /// <param name="helper">A built-in helper that takes a map first.</param>
    /// <param name="map">The map that every call gets.</param>
    /// <returns>A function to call instead of the helper, or null when there is none that is faster.</returns>
    public static delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> Find(HelperId helper, NativeMap map) => (helper, map) switch
    {
        (HelperId.MapLookupElement, NativeHashMap) => &LookupHash,
        (HelperId.MapLookupElement, NativeLruHashMap) => &LookupLruHash,
        (HelperId.MapLookupElement, NativeArrayMap) => &LookupArray,
        (HelperId.MapLookupElement, NativePerCpuArrayMap) => &LookupPerCpuArray,
        (HelperId.MapLookupElement, NativeTrieMap) => &LookupTrie,
        (HelperId.MapLookupElement, NativeArrayOfMaps) => &LookupArrayOfMaps,
        (HelperId.MapLookupElement, NativeHashOfMaps) => &LookupHashOfMaps,
        (HelperId.MapUpdateElement, NativeHashMap) => &UpdateHash,
        (HelperId.MapUpdateElement, NativeLruHashMap) => &UpdateLruHash,
        (HelperId.MapUpdateElement, NativeArrayMap) => &UpdateArray,
        (HelperId.MapUpdateElement, NativePerCpuArrayMap) => &UpdatePerCpuArray,
        (HelperId.MapUpdateElement, NativeTrieMap) => &UpdateTrie,
        (HelperId.MapDeleteElement, NativeHashMap) => &DeleteHash,
        (HelperId.MapDeleteElement, NativeLruHashMap) => &DeleteLruHash,
        (HelperId.MapDeleteElement, NativeTrieMap) => &DeleteTrie,
        (HelperId.MapPushElement, NativeQueueMap) => &PushQueue,
        (HelperId.MapPushElement, NativeBloomFilter) => &PushBloomFilter,
        (HelperId.MapPopElement, NativeQueueMap) => &PopQueue,
        (HelperId.MapPeekElement, NativeQueueMap) => &PeekQueue,
        (HelperId.MapPeekElement, NativeBloomFilter) => &PeekBloomFilter,
        (HelperId.RingBufferOutput, NativeRingBuffer) => &OutputRecord,
        (HelperId.RingBufferReserve, NativeRingBuffer) => &ReserveRecord,
        _ => null,
    };

    /// <summary>The map behind a pointer that is known to be one, of the kind that is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TMap Map<TMap>(ProgramRun run, ulong map)
        where TMap : NativeMap => Unsafe.As<TMap>(run.KnownMap(map));

    private static ulong LookupHash(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        (ulong)Map<NativeHashMap>(run, map).Lookup((byte*)key, run.Cpu);

    private static ulong LookupLruHash(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        (ulong)Map<NativeLruHashMap>(run, map).Lookup((byte*)key, run.Cpu);

    private static ulong LookupArray(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        (ulong)Map<NativeArrayMap>(run, map).Lookup((byte*)key, run.Cpu);

    private static ulong LookupPerCpuArray(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        (ulong)Map<NativePerCpuArrayMap>(run, map).Lookup((byte*)key, run.Cpu);

    private static ulong LookupTrie(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        (ulong)Map<NativeTrieMap>(run, map).Lookup((byte*)key, run.Cpu);

    private static ulong LookupArrayOfMaps(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        (ulong)Map<NativeArrayOfMaps>(run, map).Lookup((byte*)key, run.Cpu);

    private static ulong LookupHashOfMaps(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        (ulong)Map<NativeHashOfMaps>(run, map).Lookup((byte*)key, run.Cpu);

    private static ulong UpdateHash(ProgramRun run, ulong map, ulong key, ulong value, ulong flags, ulong r5) =>
        Errno.Of(Map<NativeHashMap>(run, map).Update((byte*)key, (byte*)value, flags, run.Cpu));

    private static ulong UpdateLruHash(ProgramRun run, ulong map, ulong key, ulong value, ulong flags, ulong r5) =>
        Errno.Of(Map<NativeLruHashMap>(run, map).Update((byte*)key, (byte*)value, flags, run.Cpu));

    private static ulong UpdateArray(ProgramRun run, ulong map, ulong key, ulong value, ulong flags, ulong r5) =>
        Errno.Of(Map<NativeArrayMap>(run, map).Update((byte*)key, (byte*)value, flags, run.Cpu));

    private static ulong UpdatePerCpuArray(ProgramRun run, ulong map, ulong key, ulong value, ulong flags, ulong r5) =>
        Errno.Of(Map<NativePerCpuArrayMap>(run, map).Update((byte*)key, (byte*)value, flags, run.Cpu));

    private static ulong UpdateTrie(ProgramRun run, ulong map, ulong key, ulong value, ulong flags, ulong r5) =>
        Errno.Of(Map<NativeTrieMap>(run, map).Update((byte*)key, (byte*)value, flags, run.Cpu));

    private static ulong DeleteHash(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeHashMap>(run, map).Delete((byte*)key));

    private static ulong DeleteLruHash(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeLruHashMap>(run, map).Delete((byte*)key));

    private static ulong DeleteTrie(ProgramRun run, ulong map, ulong key, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeTrieMap>(run, map).Delete((byte*)key));

    private static ulong PushQueue(ProgramRun run, ulong map, ulong value, ulong flags, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeQueueMap>(run, map).Push((byte*)value, flags));

    private static ulong PushBloomFilter(ProgramRun run, ulong map, ulong value, ulong flags, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeBloomFilter>(run, map).Push((byte*)value, flags));

    private static ulong PopQueue(ProgramRun run, ulong map, ulong value, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeQueueMap>(run, map).Pop((byte*)value));

    private static ulong PeekQueue(ProgramRun run, ulong map, ulong value, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeQueueMap>(run, map).Peek((byte*)value));

    private static ulong PeekBloomFilter(ProgramRun run, ulong map, ulong value, ulong r3, ulong r4, ulong r5) =>
        Errno.Of(Map<NativeBloomFilter>(run, map).Peek((byte*)value));

    private static ulong OutputRecord(ProgramRun run, ulong map, ulong data, ulong size, ulong flags, ulong r5) =>
        RingBufferHelpers.Output(Map<NativeRingBuffer>(run, map), (byte*)data, size, flags);

    private static ulong ReserveRecord(ProgramRun run, ulong map, ulong size, ulong flags, ulong r4, ulong r5) =>
        RingBufferHelpers.Reserve(run, Map<NativeRingBuffer>(run, map), size, flags);
}
