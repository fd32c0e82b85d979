// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>The bytes a new map begins with: entries, global variables, the kernel's configuration, the first pages of an arena.</summary>
internal readonly unsafe struct MapContents
{
    private const string Configuration = ".kconfig";

    // sys/mman.h: MAP_SHARED and MAP_FIXED_NOREPLACE.
    private const int Shared = 0x01, FixedNoReplace = 0x100000;

    private readonly BpfObject _object;
    private readonly MapSpec _spec;
    private readonly KernelLoadOptions _options;

    /// <summary>Prepares to fill a map.</summary>
    /// <param name="bpfObject">The object.</param>
    /// <param name="spec">The map as the object has it.</param>
    /// <param name="options">The options of the load.</param>
    public MapContents(BpfObject bpfObject, MapSpec spec, KernelLoadOptions options)
    {
        _object = bpfObject;
        _spec = spec;
        _options = options;
    }

    /// <summary>Fills the map, and freezes it where the object wants it constant.</summary>
    /// <exception cref="BpfException">A value is missing or does not fit, or the kernel refused.</exception>
    public void Fill(KernelMap map)
    {
        if (_spec.Type == MapType.StructOperations)
            return; // it takes effect when it is filled: that is attaching
        if (_spec.Type == MapType.Arena)
        {
            FillArena(map);
        }
        else if (_spec.Variables.Length != 0 || _spec.IsReadOnlyData)
        {
            map.Update(stackalloc byte[sizeof(uint)], Section((int)_spec.ValueSize));
        }
        else
        {
            foreach (MapInitialValue initial in _spec.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Bytes))
                map.Update(initial.Key.AsSpan(), initial.Value.AsSpan());
        }

        // Without the command (before Linux 5.2) there is no global data either.
        if (_spec.IsReadOnlyData && map.TryFreeze() is not MapError.None and var error)
            throw new MapException("Freezing", _spec.Name, error);
    }

    /// <summary>The bytes of a data section.</summary>
    private byte[] Section(int size)
    {
        byte[] section = new byte[size];
        foreach (MapInitialValue initial in _spec.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Bytes))
            initial.Value.AsSpan().CopyTo(section);
        if (_spec.Name == Configuration)
            FillConfiguration(section);
        foreach (VariableSpec variable in _spec.Variables)
        {
            if (_options.Variables.TryGetValue(variable.Name, out ImmutableArray<byte> value))
                value.AsSpan().CopyTo(section.AsSpan(variable.Offset));
        }

        return section;
    }

    private void FillConfiguration(Span<byte> section)
    {
        foreach (ExternSpec wanted in _object.Externs.Where(candidate => candidate.Kind == ExternKind.Configuration && candidate.Size > 0))
        {
            string? value = _options.Configuration.GetValueOrDefault(wanted.Name) ?? OfKernel(wanted.Name);
            if (value is not null)
                ConfigurationValue.Write(section.Slice(wanted.Offset, wanted.Size), wanted, value, _object.Btf);
            else if (!wanted.IsWeak && !_options.Variables.ContainsKey(wanted.Name))
                throw new BpfException($"Loading the object '{_object.Name}': it needs the kernel's configuration value {wanted.Name}, which is not set ({KernelBuildOptions.Current.Source}); declare it __weak, or give a value (KernelLoadOptions.Configuration).");
        }
    }

    private string? OfKernel(string name) => name switch
    {
        "LINUX_KERNEL_VERSION" => $"0x{KernelRelease.VersionCode:x}",
        "LINUX_HAS_BPF_COOKIE" => _options.EffectiveFeatures.Cookies ? "y" : "n",
        "LINUX_HAS_SYSCALL_WRAPPER" => SyscallWrapper.IsUsed ? "y" : "n",
        _ => KernelBuildOptions.Current.Find(name),
    };

    /// <summary>
    /// Maps an arena into this process, which settles the address by which the process will know it (programs are refused before), and writes its variables at
    /// its beginning. Pages that were written stay.
    /// </summary>
    private void FillArena(KernelMap map)
    {
        int used = Math.Max(
            _spec.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Bytes).Select(initial => initial.Value.Length).DefaultIfEmpty().Max(),
            _spec.Variables.Select(variable => variable.Offset + variable.Size).DefaultIfEmpty().Max());
        nuint length = (nuint)_spec.MaxEntries * (nuint)Environment.SystemPageSize;
        if ((nuint)used > length)
            throw new BpfException($"Loading the object '{_object.Name}': the variables of the arena '{_spec.Name}' need {used} bytes, and it has {length}.");
        int flags = Shared | (_spec.Extra == 0 ? 0 : FixedNoReplace);
        void* start = NativeMethods.MemoryMap((void*)_spec.Extra, length, NativeMethods.ProtectReadWrite, flags, map.Handle.FileDescriptor, 0);
        if (start == NativeMethods.MapFailed)
            throw new SystemCallException($"mapping the arena \"{_spec.Name}\" at 0x{_spec.Extra:x}", "mmap", Marshal.GetLastPInvokeError());
        Section(used).CopyTo(new Span<byte>(start, used));
        if (NativeMethods.MemoryUnmap(start, length) != 0)
            throw new SystemCallException($"unmapping the arena \"{_spec.Name}\"", "munmap", Marshal.GetLastPInvokeError());
    }
}
