// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>All that a tail call between compiled programs needs of its target, in one place.</summary>
/// <param name="code">The target.</param>
/// <param name="compiled">Its machine code; not in checked mode.</param>
internal sealed class TailCallTarget(ProgramCode code, CompiledProgram compiled)
{
    /// <summary>The machine code, as a run remembers it.</summary>
    public readonly CompiledProgram Compiled = compiled;

    /// <summary>What to call.</summary>
    public readonly CompiledEntry Entry = compiled.Entry;

    /// <summary>Bytes of stack below the caller's R10 that it needs.</summary>
    public readonly ulong StackBytes = (ulong)compiled.FrameCount * RunState.FrameSize;

    /// <summary>What the call is charged, in instructions.</summary>
    public readonly long Cost = code.Length;

    /// <summary>Programs call only others of their type.</summary>
    public readonly ProgramType Type = code.Type;
}
