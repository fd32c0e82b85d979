// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The types of the running kernel and its modules. Read when first asked for; one instance serves one load, since modules come and go.</summary>
internal sealed class KernelTypes : IDisposable
{
    /// <summary>The kernel proper does not change while a process lives.</summary>
    private static readonly Lazy<Btf> SharedKernel = new(Btf.LoadKernel, LazyThreadSafetyMode.PublicationOnly);

    private readonly Dictionary<string, BpfHandle> _moduleHandles = new(StringComparer.Ordinal);
    private List<CoreModule>? _modules;

    /// <summary>The kernel's own types.</summary>
    /// <exception cref="IOException">The kernel has none.</exception>
    public static Btf Kernel => SharedKernel.Value;

    /// <summary>The types of its modules.</summary>
    public IReadOnlyList<CoreModule> Modules => _modules ??= [.. Btf.LoadKernelModules(Kernel)];

    /// <summary>The types of its modules, which are not read before they are enumerated.</summary>
    public IEnumerable<CoreModule> ModulesWhenNeeded
    {
        get
        {
            foreach (CoreModule module in Modules)
                yield return module;
        }
    }

    /// <summary>Whether a module is loaded and has types.</summary>
    public bool HasModule(string module) => Modules.Any(candidate => candidate.Name == module);

    /// <summary>Finds a type by name in the kernel, then in its modules.</summary>
    /// <param name="name">The name, for example of a function.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="module">The module to look in alone, <c>vmlinux</c> for the kernel proper, or null for all.</param>
    public KernelType? Find(string name, BtfKind kind, string? module = null)
    {
        if (module is null or "vmlinux" && Kernel.TryFindId(name, kind, out uint id))
            return new KernelType(id, null, Kernel);
        foreach (CoreModule candidate in Modules)
        {
            if (module is not null && candidate.Name != module)
                continue;

            // A module's types go on from the kernel's, which come first in a look-up.
            BtfType? own = candidate.Btf.FindAll(name, kind).FirstOrDefault(type => type.Id >= candidate.Btf.FirstId);
            if (own is not null)
                return new KernelType(own.Id, candidate.Name, candidate.Btf);
        }

        return null;
    }

    /// <summary>The descriptor of a module's types in the kernel, open until this is disposed.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public BpfHandle Handle(string module)
    {
        if (!_moduleHandles.TryGetValue(module, out BpfHandle? handle))
        {
            handle = KernelBtf.OpenModule(module);
            _moduleHandles.Add(module, handle);
        }

        return handle;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (BpfHandle handle in _moduleHandles.Values)
            handle.Dispose();
    }
}
