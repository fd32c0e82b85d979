// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// The user-space host: runs eBPF programs inside this process, without privileges, on any operating system. A program is verified before it runs, or has
/// every memory access, jump and call checked while it runs; either way it can be wrong but cannot harm the process.
/// </summary>
/// <remarks>
/// Programs of one machine share its clock, CPUs and simulated task. Loaded objects are independent of each other. Loading and running may happen on
/// several threads at once; helpers and kernel symbols are registered before the objects that use them are loaded. Disposing the machine unloads
/// everything that was loaded into it.
/// </remarks>
/// <example>
/// <code>
/// using var machine = new VirtualMachine();
/// using LoadedObject loaded = machine.Load(BpfObject.Load("xdp_count.o"));
/// RunResult result = loaded.Programs["xdp_count"].Run(packet);
/// </code>
/// </example>
public sealed unsafe partial class VirtualMachine : IBpfHost, IProgramEnvironment
{
    private const ulong FirstFunctionAddress = 0xffff_ffff_8100_0000;

    private readonly Lock _lock = new();
    private readonly AddressSpace _addressSpace = new();
    private readonly HandleTable<NativeMap> _mapHandles = new();
    private readonly ConcurrentDictionary<ProgramType, HelperSet> _helperSets = new();
    private readonly Dictionary<int, HelperFunction> _registeredHelpers = [];
    private readonly Dictionary<string, HelperFunction> _kernelFunctions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _kernelSymbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _kernelSymbolSizes = new(StringComparer.Ordinal);
    private readonly List<MemoryRegion> _symbolRegions = [];
    private readonly List<VirtualObject> _objects = [];
    private readonly List<ProgramCode> _retiredCode = [];
    private ProgramCode?[] _code = new ProgramCode?[16];
    private int _lastCode;
    private bool _disposed;

    /// <summary>Creates a machine.</summary>
    /// <param name="options">What it simulates, or null for the defaults.</param>
    public VirtualMachine(VirtualMachineOptions? options = null)
    {
        Options = options ?? new VirtualMachineOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.CpuCount, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.InstructionBudget, 1, nameof(options));
        Kernel = new SimulatedKernel(_addressSpace) { CpuCount = Options.CpuCount, NumaNode = Options.NumaNode };
        _timers = new TimerRunner(this);
        foreach ((string name, HelperFunction function) in KernelFunctionTable.All)
        {
            RegisterKernelFunction(name, function);
        }

        Maps = new MapRegistry(Options.CpuCount)
        {
            Created = OnMapCreated,
            Freeing = OnMapFreeing,
            HasProgram = id => FindCode((int)id) is not null,
            FindProgram = id => FindCode((int)id),
            ValueReleased = ReleaseTimers,
        };
    }

    /// <summary>What the machine simulates.</summary>
    public VirtualMachineOptions Options { get; }

    /// <summary>The simulated kernel behind the helpers: its memory, symbols, sockets, routes and stack.</summary>
    public SimulatedKernel Kernel { get; }

    /// <summary>The maps of all loaded objects.</summary>
    internal MapRegistry Maps { get; }

    AddressSpace IProgramEnvironment.AddressSpace => _addressSpace;

    /// <summary>Makes the object's maps, fills them, resolves its references and decodes its programs.</summary>
    /// <param name="bpfObject">The object; not changed.</param>
    /// <param name="options">What differs from the object's own settings.</param>
    /// <returns>The loaded object; disposing it frees its programs and maps.</returns>
    /// <exception cref="ProgramLoadException">A program is not valid, or uses a helper, kernel function or symbol that the machine does not have.</exception>
    /// <exception cref="Verification.VerificationException">A program is not proven safe, and <see cref="VirtualMachineOptions.LoadsUnverified"/> is not set.</exception>
    /// <exception cref="CompilationException"><see cref="VirtualMachineOptions.Engine"/> asks for a compiler that is not here, or cannot compile a program.</exception>
    /// <exception cref="Bytecode.BpfException">Something else of the object cannot be loaded; the message says what and why.</exception>
    public VirtualObject Load(BpfObject bpfObject, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bpfObject);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Options.Engine is Engine.Jit or Engine.Auto)
        {
            // While the object is linked and verified.
            IlCompiler.Warm();
        }

        VirtualObject loaded = new ObjectLoader(this, bpfObject, options ?? new LoadOptions()).Load();
        lock (_lock)
        {
            _objects.Add(loaded);
        }

        return loaded;
    }

    /// <summary>Offers a helper to the programs that are loaded from now on; it replaces a built-in one of the same number.</summary>
    /// <param name="number">The helper's number, below 65,536.</param>
    /// <param name="function">What it does.</param>
    public void RegisterHelper(int number, HelperFunction function)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, ushort.MaxValue);
        ArgumentNullException.ThrowIfNull(function);
        lock (_lock)
        {
            _registeredHelpers[number] = function;
            foreach (HelperSet helpers in _helperSets.Values)
            {
                helpers.Add(number, function);
            }
        }
    }

    /// <summary>Offers a helper to the programs that are loaded from now on; it replaces the built-in one.</summary>
    /// <param name="helper">The helper.</param>
    /// <param name="function">What it does.</param>
    public void RegisterHelper(HelperId helper, HelperFunction function) => RegisterHelper((int)helper, function);

    /// <summary>Offers a kernel function (kfunc) to the programs that are loaded from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="function">What it does.</param>
    public void RegisterKernelFunction(string name, HelperFunction function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        lock (_lock)
        {
            _kernelFunctions[name] = function;
            _kernelSymbols.TryAdd(name, FirstFunctionAddress + (16 * (ulong)_kernelFunctions.Count));
        }
    }

    /// <summary>Offers a kernel variable (<c>__ksym</c>) to the programs that are loaded from now on; they may read it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="contents">Its bytes; copied.</param>
    public void RegisterKernelSymbol(string name, ReadOnlySpan<byte> contents)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(contents.Length, 8), 16);
        contents.CopyTo(new Span<byte>(memory, contents.Length));
        var region = new MemoryRegion($"the kernel variable {name}", memory, (ulong)contents.Length, MemoryAccess.Read);
        lock (_lock)
        {
            _kernelSymbols[name] = (ulong)memory;
            _kernelSymbolSizes[name] = contents.Length;
            _symbolRegions.Add(region);
        }

        _addressSpace.Add(region);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        VirtualObject[] objects;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            objects = [.. _objects];
        }

        foreach (VirtualObject loaded in objects)
        {
            loaded.Dispose();
        }

        FreeUnused();
        Maps.Dispose();
        foreach (MemoryRegion region in _symbolRegions)
        {
            _addressSpace.Remove(region);
            NativeMemory.AlignedFree((void*)region.Start);
        }

        foreach (HelperSet helpers in _helperSets.Values)
        {
            helpers.Dispose();
        }

        _timers.Dispose();
        Kernel.Dispose();
        _mapHandles.Dispose();
    }

    LoadedObject IBpfHost.Load(BpfObject bpfObject, LoadOptions? options) => Load(bpfObject, options);

    HandleTable<NativeMap> IProgramEnvironment.MapHandles => _mapHandles;

    ProgramCode? IProgramEnvironment.FindCode(int id) => FindCode(id);

    NativeMap? IProgramEnvironment.FindMap(ulong handle) => _mapHandles.Find(handle);

    /// <summary>The helpers that programs of a type get.</summary>
    internal HelperSet HelpersFor(ProgramType type) => _helperSets.GetOrAdd(type, CreateHelpers);

    /// <summary>Finds a registered kernel function.</summary>
    internal HelperFunction? FindKernelFunction(string name)
    {
        lock (_lock)
        {
            return _kernelFunctions.GetValueOrDefault(name);
        }
    }

    /// <summary>Finds the address of a registered kernel function or variable.</summary>
    internal bool TryFindSymbol(string name, out ulong address)
    {
        lock (_lock)
        {
            return _kernelSymbols.TryGetValue(name, out address);
        }
    }

    /// <summary>Gives a program's code its number.</summary>
    internal void Add(ProgramCode code)
    {
        lock (_lock)
        {
            code.Id = ++_lastCode;
            if (code.Id >= _code.Length)
            {
                Array.Resize(ref _code, _code.Length * 2);
            }

            Volatile.Write(ref _code[code.Id], code);
        }
    }

    /// <summary>
    /// Forgets an object that is being disposed, and its programs: no run finds them any more. Their code is freed when no run is going on that may have
    /// come to them by a tail call.
    /// </summary>
    internal void Remove(VirtualObject? loaded, IEnumerable<ProgramCode> code)
    {
        foreach (ProgramCode program in code)
        {
            program.Tier?.Retire();
            Kernel.Timers.Release(program);
        }

        lock (_lock)
        {
            if (loaded is not null)
            {
                _objects.Remove(loaded);
            }

            foreach (ProgramCode program in code)
            {
                _code[program.Id] = null;
                program.Retire();
                _retiredCode.Add(program);
            }
        }
    }

    /// <summary>Frees the code and maps of disposed objects, unless a program runs that may still use them; then a later call does it.</summary>
    internal void FreeUnused()
    {
        ProgramCode[] retired;
        lock (_lock)
        {
            retired = [.. _retiredCode];
            _retiredCode.Clear();
        }

        if (IsQuiet())
        {
            foreach (ProgramCode code in retired)
            {
                code.Dispose();
            }
        }
        else
        {
            lock (_lock)
            {
                _retiredCode.AddRange(retired);
            }
        }

        Maps.FreeRetired(IsQuiet);
    }

    private bool IsQuiet()
    {
        Interlocked.MemoryBarrier();
        lock (_lock)
        {
            return _objects.TrueForAll(loaded => loaded.IsQuiet);
        }
    }

    private ProgramCode? FindCode(int id)
    {
        ProgramCode?[] code = Volatile.Read(ref _code);
        return (uint)id < (uint)code.Length ? Volatile.Read(ref code[id]) : null;
    }

    private HelperSet CreateHelpers(ProgramType type)
    {
        var helpers = new HelperSet();
        HelperTable.AddTo(helpers);
        lock (_lock)
        {
            foreach ((int number, HelperFunction function) in _registeredHelpers)
            {
                helpers.Add(number, function);
            }
        }

        return helpers;
    }

    private void OnMapCreated(NativeMap map)
    {
        map.Handle = _mapHandles.Add(map);
        foreach (MemoryRegion region in map.Regions)
        {
            _addressSpace.Add(region);
        }
    }

    private void OnMapFreeing(NativeMap map)
    {
        foreach (MemoryRegion region in map.Regions)
        {
            _addressSpace.Remove(region);
        }

        _mapHandles.Remove(map.Handle);
    }
}
