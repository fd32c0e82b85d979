// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>An attribute of a message from the kernel; numbers are in the machine's byte order.</summary>
internal readonly ref struct NetlinkAttribute
{
    public NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>What it is, without the bits that say how it is written.</summary>
    public ushort Type { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The attributes inside.</summary>
    public NetlinkAttributes Nested => new(Value);

    /// <summary>The text, up to its zero byte.</summary>
    public string Text
    {
        get
        {
            int end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>The number.</summary>
    /// <exception cref="BpfException">The attribute is shorter than the number.</exception>
    public T Read<T>()
        where T : unmanaged =>
        MemoryMarshal.TryRead(Value, out T value)
            ? value
            : throw new BpfException($"reading a netlink message: attribute {Type} has {Value.Length} bytes, too few for its type");
}
