// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Picks registers. A structure, so that picking allocates nothing.</summary>
internal interface IRegisterPredicate
{
    /// <summary>Whether the register is one of them.</summary>
    bool Matches(in RegisterState register);
}
