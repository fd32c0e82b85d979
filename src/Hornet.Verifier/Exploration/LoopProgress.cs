// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>How the current state relates to a kept one whose paths are not all explored.</summary>
internal enum LoopProgress
{
    /// <summary>They have nothing to do with each other as loops go.</summary>
    NoLoop,

    /// <summary>A loop that is walked round by round.</summary>
    Unrolling,

    /// <summary>A loop that widening will bring to rest.</summary>
    Converging,

    /// <summary>The loop has come to rest: another round shows nothing new.</summary>
    AtRest,
}
