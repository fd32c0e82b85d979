// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The types of the running kernel and its modules. Read when first asked for; one instance serves one load.</summary>
internal sealed class KernelTypes : IDisposable
{
    private readonly Lazy<Btf> _kernel = new(Btf.LoadKernel);
    private readonly Dictionary<string, BpfHandle> _moduleHandles = new(StringComparer.Ordinal);
    private List<CoreModule>? _modules;

    /// <summary>The kernel's own types.</summary>
    /// <exception cref="IOException">The kernel has none.</exception>
    public Btf Kernel => _kernel.Value;

    /// <summary>The types of its modules.</summary>
    public IReadOnlyList<CoreModule> Modules => _modules ??= [.. Btf.LoadKernelModules(Kernel)];

    /// <summary>Finds a type by name in the kernel, then in its modules.</summary>
    /// <param name="name">The name, for example of a function.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="module">The module to look in alone, or null for all.</param>
    public KernelType? Find(string name, BtfKind kind, string? module = null)
    {
        if (module is null or "vmlinux" && Kernel.TryFindId(name, kind, out uint id))
            return new KernelType(id, null, Kernel);
        foreach (CoreModule candidate in Modules)
        {
            if ((module is null || candidate.Name == module) && candidate.Btf.TryFindId(name, kind, out id) && id >= candidate.Btf.FirstId)
                return new KernelType(id, candidate.Name, candidate.Btf);
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

/// <summary>A type of the kernel or of one of its modules.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Module">The module, or null for the kernel proper.</param>
/// <param name="Btf">The types it is among.</param>
internal readonly record struct KernelType(uint Id, string? Module, Btf Btf);
