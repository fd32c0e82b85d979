// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A link to a map of sockets.</summary>
public sealed record SockMapLinkInfo : KernelLinkInfo
{
    /// <summary>The map; 0 when it is gone.</summary>
    public required uint MapId { get; init; }

    /// <summary>The hook.</summary>
    public required AttachType AttachType { get; init; }
}
