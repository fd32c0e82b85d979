// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Gives every virtual register one of the machine's, putting values aside on the stack where there are more than ten at once.</summary>
internal static class RegisterAllocator
{
    private const int MaximumRounds = 32;

    /// <summary>Allocates registers; afterwards the function names the machine's alone, and copies to themselves are gone.</summary>
    /// <param name="function">The function.</param>
    /// <exception cref="CodeGenerationException">There is no way to hold its values.</exception>
    public static void Allocate(MachineFunction function)
    {
        LoopDepths.Find(function);
        HashSet<int> temporaries = [];
        for (int round = 0; round < MaximumRounds; round++)
        {
            InterferenceGraph graph = InterferenceGraph.Of(function);
            (int[] registers, List<List<int>> spilled) = GraphColoring.Color(graph, temporaries);
            if (spilled.Count == 0)
            {
                Rename(function, registers);
                return;
            }

            Spiller.Spill(function, graph, spilled, temporaries);
        }

        throw new CodeGenerationException(function.Source.Name, "its values do not fit into the registers and the stack");
    }

    private static void Rename(MachineFunction function, int[] registers)
    {
        foreach (MachineBlock block in function.Blocks)
        {
            foreach (MachineInstruction instruction in block.Instructions)
                Rename(instruction, registers);
            if (block.Condition is not null)
                Rename(block.Condition, registers);
            block.Instructions.RemoveAll(static instruction => instruction.IsMove && instruction.Destination == instruction.Source);
        }
    }

    private static void Rename(MachineInstruction instruction, int[] registers)
    {
        if (instruction.Destination >= MachineInstruction.FirstVirtual)
            instruction.Destination = registers[instruction.Destination];
        if (instruction.Source >= MachineInstruction.FirstVirtual)
            instruction.Source = registers[instruction.Source];
    }
}
