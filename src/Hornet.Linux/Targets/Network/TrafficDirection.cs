// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Which packets of an interface a program sees.</summary>
public enum TrafficDirection
{
    /// <summary>Those that arrive.</summary>
    Ingress,

    /// <summary>Those that leave.</summary>
    Egress,
}
