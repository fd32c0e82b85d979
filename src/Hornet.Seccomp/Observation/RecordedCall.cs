// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>A call that a watched program made.</summary>
/// <param name="Architecture">The architecture it was made on.</param>
/// <param name="Number">Its number.</param>
/// <param name="Count">How often.</param>
public sealed record RecordedCall(SeccompArchitecture Architecture, uint Number, long Count)
{
    /// <summary>Its name, or its number where it has none.</summary>
    public string Name => Architecture.NameOf(Number);
}
