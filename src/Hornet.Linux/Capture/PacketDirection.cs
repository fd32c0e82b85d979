// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Which packets of an interface a capture has.</summary>
public enum PacketDirection
{
    /// <summary>Those that are received and those that are sent.</summary>
    Both,

    /// <summary>Those that are received, whomever they are for.</summary>
    In,

    /// <summary>Those that this machine sends.</summary>
    Out,
}
