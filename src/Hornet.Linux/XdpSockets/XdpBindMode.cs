// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Whether packets are copied between an AF_XDP socket's memory and the driver.</summary>
public enum XdpBindMode
{
    /// <summary>Without copying where the driver can, otherwise with.</summary>
    Automatic = 0,

    /// <summary>With copying: by every driver, and behind a program that is attached as <see cref="XdpMode.Generic"/>.</summary>
    Copy = 2,

    /// <summary>Without copying, or not at all.</summary>
    ZeroCopy = 4,
}
