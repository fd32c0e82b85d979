// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>The attributes of a message, or of an attribute, one after the other.</summary>
internal ref struct NetlinkAttributes
{
    private const int HeaderLength = 4;
    private const ushort TypeMask = 0x3FFF;

    private ReadOnlySpan<byte> _rest;

    public NetlinkAttributes(ReadOnlySpan<byte> bytes) => _rest = bytes;

    public NetlinkAttribute Current { get; private set; } = default;

    public readonly NetlinkAttributes GetEnumerator() => this;

    /// <exception cref="BpfException">An attribute is longer than what is left of the message.</exception>
    public bool MoveNext()
    {
        // A few bytes at the end are padding.
        if (_rest.Length < HeaderLength)
            return false;
        int length = MemoryMarshal.Read<ushort>(_rest);
        ushort type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask);
        if (length < HeaderLength || length > _rest.Length)
            throw new BpfException($"reading a netlink message: attribute {type} says it has {length} bytes, where {_rest.Length} are left");
        Current = new NetlinkAttribute(type, _rest[HeaderLength..length]);
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }

    /// <summary>The first attribute of a type.</summary>
    public readonly bool TryFind(ushort type, out NetlinkAttribute found)
    {
        foreach (NetlinkAttribute attribute in this)
        {
            if (attribute.Type == type)
            {
                found = attribute;
                return true;
            }
        }

        found = default;
        return false;
    }
}
