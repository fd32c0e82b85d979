// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The loop around the handlers: they come back to it when the program ends and when their slice of the instruction budget is used up.</summary>
internal static unsafe class Interpreter
{
    /// <summary>Instructions between two looks at the budget and at cancellation: well under a millisecond.</summary>
    public const long SliceSize = 25_000;

    /// <summary>Executes from an operation on until the frame that is open now exits; R0 holds the result.</summary>
    public static void Run(RunState* state, Operation* operation, ProgramRun run)
    {
        while (true)
        {
            operation = operation->Handler(state, operation, run);
            if (operation == null)
            {
                return;
            }

            if (state->Slice < 0)
            {
                run.RefillSlice(operation);
            }
        }
    }
}
