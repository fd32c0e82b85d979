// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Looks at every register of a state, and may change it. A structure, so that visiting allocates nothing.</summary>
internal interface IRegisterVisitor
{
    /// <summary>Visits a register, or one that was spilled.</summary>
    void Visit(ref RegisterState register);
}
