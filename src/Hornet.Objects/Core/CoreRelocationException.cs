// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>
/// A CO-RE relocation cannot be applied: it is damaged, its candidates contradict each other, or the instruction is not one that can hold
/// the value. (A field or type that is merely absent is not an error: its instruction is poisoned.)
/// </summary>
public sealed class CoreRelocationException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done and what is wrong.</param>
    /// <param name="program">The program.</param>
    /// <param name="relocation">The relocation.</param>
    /// <param name="candidates">The types of the target that contradict each other; empty where that is not the reason.</param>
    public CoreRelocationException(string message, string program, CoreRelocation relocation, IReadOnlyList<string>? candidates = null)
        : base(message)
    {
        Program = program;
        Relocation = relocation;
        Candidates = candidates ?? [];
    }

    /// <summary>The program's name.</summary>
    public string Program { get; }

    /// <summary>The relocation.</summary>
    public CoreRelocation Relocation { get; }

    /// <summary>The types of the target that contradict each other, as <c>[id] struct name</c>; empty where that is not the reason.</summary>
    public IReadOnlyList<string> Candidates { get; }
}
