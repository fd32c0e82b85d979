// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>A message from the kernel.</summary>
internal readonly ref struct NetlinkMessage
{
    public NetlinkMessage(ushort type, ReadOnlySpan<byte> payload)
    {
        Type = type;
        Payload = payload;
    }

    /// <summary>Reads a message from the kernel into something, or into null when it is not of interest.</summary>
    public delegate T? Reader<T>(NetlinkMessage message)
        where T : class;

    public ushort Type { get; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The structure that comes first.</summary>
    /// <exception cref="BpfException">The message is shorter than that.</exception>
    public T Body<T>()
        where T : unmanaged =>
        MemoryMarshal.TryRead(Payload, out T body)
            ? body
            : throw new BpfException($"reading a netlink message: {NetlinkMessageTypes.Name(Type)} has only {Payload.Length} bytes");

    /// <summary>The attributes behind the structure of type <typeparamref name="T"/>.</summary>
    public NetlinkAttributes Attributes<T>()
        where T : unmanaged =>
        new(Payload[Math.Min(Payload.Length, (Unsafe.SizeOf<T>() + 3) & ~3)..]);
}
