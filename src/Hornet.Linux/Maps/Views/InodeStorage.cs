// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A view of a <c>BPF_MAP_TYPE_INODE_STORAGE</c>: values of files, each named by a descriptor of the file (kernels with BPF LSM).</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class InodeStorage<T> : LocalStorage<T>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, its values have another size, or it belongs to another host.</exception>
    public InodeStorage(BpfMap map)
        : base(map, MapType.InodeStorage)
    {
    }
}
