// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Linux;

/// <summary>The network interfaces of the calling thread's network namespace.</summary>
public static class NetworkLinks
{
    private const int LongestName = 15;
    private const int LongestAlternativeName = 127;

    /// <summary>Every interface, in the kernel's order.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<NetworkLink> All()
    {
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.GetLink, NetlinkFlags.Dump, default(InterfaceMessage));
        request.Add(LinkAttributes.ExtendedMask, LinkAttributes.SkipStatistics);
        using NetlinkSocket socket = NetlinkSocket.Open();
        return socket.Dump("listing the network interfaces", request, NetworkLink.Read);
    }

    /// <summary>The interface of a name or alternative name (alternative names since Linux 5.5), or null when there is none.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than any can be.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static NetworkLink? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        int length = Encoding.UTF8.GetByteCount(name);
        if (length > LongestAlternativeName)
            throw new ArgumentException($"A network interface's name has at most {LongestAlternativeName} bytes, not {length}.", nameof(name));
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.GetLink, NetlinkFlags.None, default(InterfaceMessage));
        request.Add(length > LongestName ? LinkAttributes.AlternativeName : LinkAttributes.Name, name);
        return TryGet($"looking for the network interface \"{name}\"", request);
    }

    /// <summary>The interface of a number, or null when there is none.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static NetworkLink? Find(int index)
    {
        // To the kernel, number 0 is a question by name.
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.GetLink, NetlinkFlags.None, new InterfaceMessage { Index = index });
        return TryGet($"looking for the network interface {index}", request);
    }

    /// <summary>An interface in words for a message: its name where it still exists, and its number.</summary>
    internal static unsafe string Describe(int index)
    {
        byte* name = stackalloc byte[LongestName + 1];
        return index > 0 && NativeMethods.InterfaceName((uint)index, name) != null
            ? $"\"{BpfSyscall.ReadName(name)}\" (interface {index})"
            : string.Create(CultureInfo.InvariantCulture, $"interface {index}");
    }

    private static NetworkLink? TryGet(string doing, NetlinkRequest request)
    {
        request.Add(LinkAttributes.ExtendedMask, LinkAttributes.SkipStatistics);
        using NetlinkSocket socket = NetlinkSocket.Open();
        try
        {
            return socket.Get(doing, request, NetworkLink.Read);
        }
        catch (NetlinkException e) when (e.Errno == SyscallErrors.NoDevice)
        {
            return null;
        }
    }
}
