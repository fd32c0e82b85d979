// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The user-space host: runs eBPF programs inside this process, without privileges, on any operating system.</summary>
public sealed class VirtualMachine : IDisposable
{
    /// <summary>Creates a machine.</summary>
    public VirtualMachine(VirtualMachineOptions? options = null)
    {
        Options = options ?? new VirtualMachineOptions();
    }

    /// <summary>What the machine simulates.</summary>
    public VirtualMachineOptions Options { get; }

    /// <summary>The memory the machine's programs share.</summary>
    internal AddressSpace AddressSpace { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
