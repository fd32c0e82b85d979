// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>
/// A hook of a network interface. The interface is looked for in the network namespace of the thread that attaches; the attachment stays with it
/// wherever the interface goes, and ends when it is removed.
/// </summary>
public abstract record NetworkInterfaceTarget : KernelTarget
{
    private protected NetworkInterfaceTarget(string interfaceName)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        InterfaceName = interfaceName;
    }

    private protected NetworkInterfaceTarget(int interfaceIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interfaceIndex);
        InterfaceIndex = interfaceIndex;
    }

    /// <summary>The name of the interface, or null when it was given by its number.</summary>
    public string? InterfaceName { get; }

    /// <summary>The number of the interface, or 0 when it was given by its name.</summary>
    public int InterfaceIndex { get; }

    /// <summary>The interface in a text: its name, or <c>#</c> and its number.</summary>
    private protected string InterfaceText => InterfaceName ?? string.Create(CultureInfo.InvariantCulture, $"#{InterfaceIndex}");

    /// <summary>The number of the interface in the calling thread's network namespace.</summary>
    /// <exception cref="SystemCallException">There is none of that name.</exception>
    private protected uint FindInterface(KernelProgram program)
    {
        if (InterfaceName is null)
            return (uint)InterfaceIndex;
        uint index = NativeMethods.InterfaceIndex(InterfaceName);
        return index != 0
            ? index
            : throw new SystemCallException(Attaching(program), $"if_nametoindex({InterfaceName})", Marshal.GetLastPInvokeError(),
                $"there is no interface '{InterfaceName}' in this network namespace; ip link lists those there are");
    }
}
