// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Whether this kernel, for this process, has a feature.</summary>
public enum FeatureState
{
    /// <summary>It cannot be told; the reason says why.</summary>
    Unknown = 0,

    /// <summary>It is there and was tried.</summary>
    Available,

    /// <summary>It is not there.</summary>
    Missing,
}
