// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Hornet.Linux;

/// <summary>
/// Names for the addresses of one process: its executable and libraries, the kernel's vdso, code made at run time that it lists in a perf map, and .NET methods by the
/// runtime's own information. Holds data and no handles, so that addresses can be named after the process has gone. Safe for use from several threads.
/// </summary>
public sealed class ProcessSymbols
{
    private readonly string _root;
    private readonly ulong _startTime;
    private readonly ConcurrentDictionary<(string Path, string Device, ulong Inode), Lazy<UserSymbols?>> _modules = new();
    private volatile State _state;

    private ProcessSymbols(int processId)
    {
        ProcessId = processId;
        _root = ProcessFiles.Root(processId);
        _startTime = ProcessFiles.StartTime(processId);
        _state = ReadState();
    }

    /// <summary>The process.</summary>
    public int ProcessId { get; }

    /// <summary>Its memory, as last read.</summary>
    public ProcessMaps Maps => _state.Maps;

    /// <summary>The number of .NET methods its runtime told of; 0 where there is no runtime, or it does not answer.</summary>
    public int ManagedMethodCount => _state.Managed?.Count ?? 0;

    /// <summary>Reads the process's memory map and its run-time code now, and symbols of files when an address first lies in them.</summary>
    /// <exception cref="SymbolException">There is no such process, or it may not be read.</exception>
    public static ProcessSymbols Read(int processId) => new(processId);

    /// <summary>Reads everything now, so that the process may end or change its files at any time after.</summary>
    /// <exception cref="SymbolException">There is no such process, or it may not be read.</exception>
    public static ProcessSymbols Snapshot(int processId)
    {
        var symbols = new ProcessSymbols(processId);
        foreach (ProcessMapping mapping in symbols.Maps.Mappings)
        {
            if (mapping.IsExecutable && (mapping.IsFile || IsVdso(mapping)))
                symbols.ModuleOf(mapping);
        }

        return symbols;
    }

    /// <summary>Reads the memory map and the run-time code again: the process may have loaded libraries and compiled methods.</summary>
    /// <returns>False where the process is gone; what was known before stays.</returns>
    public bool Refresh()
    {
        // Another process may have the number by now.
        if (ProcessFiles.StartTime(ProcessId) != _startTime)
            return false;
        try
        {
            _state = ReadState();
            return true;
        }
        catch (SymbolException)
        {
            return false;
        }
    }

    /// <summary>Names an address.</summary>
    /// <param name="address">An address in the process, for example of a user stack.</param>
    /// <returns>
    /// The function or method and its module; without a name, the module and the address in it (as its symbols count); for memory without a file, its name in brackets, if any.
    /// C++ names are written as in the source.
    /// </returns>
    public SymbolizedAddress Resolve(ulong address)
    {
        State state = _state;
        state.Maps.TryFind(address, out ProcessMapping mapping);
        if (Find(state.Managed, address) is { } managed)
            return new SymbolizedAddress(address, SymbolSource.Managed, managed.Name, managed.Offset, mapping.Path ?? "");
        if (Find(state.Listed, address) is { } listed)
            return new SymbolizedAddress(address, SymbolSource.PerfMap, listed.Name, listed.Offset);
        if (mapping.End == 0)
            return new SymbolizedAddress(address, SymbolSource.Unknown, "", 0);
        if (!mapping.IsFile && !IsVdso(mapping))
            return new SymbolizedAddress(address, SymbolSource.Anonymous, "", address - mapping.Start, mapping.Path);
        return InModule(address, mapping);
    }

    private static bool IsVdso(in ProcessMapping mapping) => mapping.Path == "[vdso]";

    private static (string Name, ulong Offset)? Find(SymbolTable? table, ulong address)
    {
        int index = table?.Enclosing(address, reach: 0) ?? -1;
        return index < 0 ? null : (table!.Name(index), address - table[index].Address);
    }

    private SymbolizedAddress InModule(ulong address, in ProcessMapping mapping)
    {
        SymbolSource source = IsVdso(mapping) ? SymbolSource.Vdso : SymbolSource.File;
        ulong place = address - mapping.Start + mapping.FileOffset;
        if (ModuleOf(mapping) is not { } module)
            return new SymbolizedAddress(address, source, "", place, mapping.Path);
        if (!module.Segments.TryGetAddress(place, out ulong inFile))
            return new SymbolizedAddress(address, source, "", place, mapping.Path, module.BuildId);
        SymbolizedAddress found = module.Resolve(inFile);
        return new SymbolizedAddress(address, source, CppName.Demangle(found.Name), found.Offset, mapping.Path, module.BuildId);
    }

    private UserSymbols? ModuleOf(ProcessMapping mapping)
    {
        (string, string, ulong) key = (mapping.Path, mapping.Device, mapping.Inode);
        return _modules.GetOrAdd(key, static (_, of) => new Lazy<UserSymbols?>(() => of.Self.Load(of.Mapping)), (Self: this, Mapping: mapping)).Value;
    }

    private UserSymbols? Load(in ProcessMapping mapping) =>
        IsVdso(mapping) ? VdsoImage.TryLoad(ProcessId, mapping) : ModuleSymbols.TryLoad(ProcessId, _root, mapping);

    private State ReadState()
    {
        ProcessMaps maps = ProcessMaps.Read(ProcessId);
        SymbolTable? managed = ProcessFiles.HasManagedRuntime(ProcessId, maps) ? ManagedMethods.TryRead(ProcessId) : null;
        return new State(maps, managed, PerfMap.TryRead(ProcessId, _root));
    }

    private sealed record State(ProcessMaps Maps, SymbolTable? Managed, SymbolTable? Listed);
}
