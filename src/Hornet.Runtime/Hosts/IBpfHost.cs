// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>
/// Where programs run: a virtual machine in this process, or a Linux kernel. The same object loads into either and offers the same maps,
/// variables and programs.
/// </summary>
public interface IBpfHost : IDisposable
{
    /// <summary>Makes the object's maps, fills them, resolves its references and loads its programs.</summary>
    /// <param name="bpfObject">The object; not changed.</param>
    /// <param name="options">What differs from the object's own settings.</param>
    /// <returns>The loaded object; disposing it unloads programs and maps that nothing else holds.</returns>
    /// <exception cref="Bytecode.BpfException">Something of the object cannot be loaded here; the message says what and why.</exception>
    LoadedObject Load(BpfObject bpfObject, LoadOptions? options = null);
}
