// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>How an argument is compared; all comparisons are unsigned and of 64 bits.</summary>
public enum ArgumentComparison
{
    /// <summary>The same.</summary>
    Equal,

    /// <summary>Not the same.</summary>
    NotEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or the same.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or the same.</summary>
    GreaterOrEqual,
}
