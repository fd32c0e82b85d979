// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What compiled code throws itself.</summary>
internal static unsafe class IlFaults
{
    /// <summary>The error of an instruction that the verifier proved is never reached.</summary>
    public static ExecutionException CreateUnreachable(ProgramRun run) =>
        new(ExecutionError.BadJump, "control reached an instruction of which it was proven that it does not", run.Position);

    /// <summary>What a subprogram throws when the unwind helper ends the whole program.</summary>
    public static ProgramUnwoundException CreateUnwind() => new();
}
