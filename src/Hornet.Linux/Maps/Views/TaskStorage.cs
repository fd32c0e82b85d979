// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A view of a <c>BPF_MAP_TYPE_TASK_STORAGE</c>: values of processes. A descriptor is that of <c>pidfd_open(2)</c>, which names a process's first thread.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class TaskStorage<T> : LocalStorage<T>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, its values have another size, or it belongs to another host.</exception>
    public TaskStorage(BpfMap map)
        : base(map, MapType.TaskStorage)
    {
    }

    /// <summary>Copies the value of a process.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="SystemCallException">There is no such process (ESRCH).</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGetValue(int processId, out T value)
    {
        using BpfHandle process = Open(processId);
        return TryGetValue(process, out value);
    }

    /// <summary>Gives a process a value, or replaces it.</summary>
    /// <exception cref="SystemCallException">There is no such process (ESRCH).</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public void Set(int processId, T value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        using BpfHandle process = Open(processId);
        Set(process, value, flags);
    }

    /// <summary>Takes the value of a process away.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="SystemCallException">There is no such process (ESRCH).</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public bool Remove(int processId)
    {
        using BpfHandle process = Open(processId);
        return Remove(process);
    }

    private BpfHandle Open(int processId)
    {
        long fd = NativeMethods.ProcessFdOpen(NativeMethods.ProcessFdOpenNumber, processId, 0);
        return fd >= 0
            ? new BpfHandle((int)fd)
            : throw new SystemCallException($"looking for the process {processId} of the map \"{Map.Name}\"", "pidfd_open", Marshal.GetLastPInvokeError(), Marshal.GetLastPInvokeError() == SyscallErrors.NoProcess ? "there is no such process; it may have ended" : "");
    }
}
