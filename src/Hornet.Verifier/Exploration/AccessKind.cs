// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Which way an access goes.</summary>
[Flags]
internal enum AccessKind : byte
{
    /// <summary>It reads.</summary>
    Read = 1,

    /// <summary>It writes.</summary>
    Write = 2,
}
