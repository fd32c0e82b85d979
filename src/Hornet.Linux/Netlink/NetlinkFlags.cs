// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Flags of a netlink message (linux/netlink.h); what a bit means depends on the kind of request.</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    Request = 1,
    Multipart = 2,
    Acknowledge = 4,
    Echo = 8,

    /// <summary>Of a dump's messages: what is listed changed meanwhile, so the list may miss or repeat something.</summary>
    DumpInterrupted = 0x10,

    /// <summary>Of a request to read: everything, not one thing.</summary>
    Dump = 0x300,

    /// <summary>Of a request to make something: take the place of what is there.</summary>
    Replace = 0x100,

    /// <summary>Of a request to make something: fail when it exists.</summary>
    Exclusive = 0x200,

    /// <summary>Of a request to make something: make it when it does not exist.</summary>
    Create = 0x400,

    /// <summary>Of an acknowledgement: the request is not repeated in it.</summary>
    Capped = 0x100,

    /// <summary>Of an acknowledgement: attributes follow.</summary>
    HasAttributes = 0x200,
}
