// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Objects and sections that a program has taken and must give back.</summary>
internal sealed class ReferenceTracker
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ReferenceTracker(Analysis analysis) => _analysis = analysis;

    /// <summary>Notes that the current instruction takes an object, and gives the reference's id.</summary>
    public uint Acquire() => throw new NotImplementedException();

    /// <summary>Notes that an object is given back: every register and slot that holds it, or comes from it, becomes unreadable.</summary>
    public void Release(uint id) => throw new NotImplementedException();

    /// <summary>After the packet may have moved: every packet pointer, and slice of a packet dynptr, becomes unreadable.</summary>
    public void ForgetPacketPointers() => throw new NotImplementedException();

    /// <summary>After a lock is given back: every non-owning reference becomes unreadable.</summary>
    public void ForgetNonOwningReferences() => throw new NotImplementedException();

    /// <summary>Checks that nothing is held: at an exit of the program, before a tail call, legacy packet load or throw.</summary>
    /// <param name="isException">Whether it is a throw, or an exit of the exception callback.</param>
    /// <param name="where">What happens, as messages name it: "BPF_EXIT instruction in main prog", "tail_call", …</param>
    public void CheckNoneHeld(bool isException, string where) => throw new NotImplementedException();
}
