// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Puts registers aside: each use loads the value and each definition stores it. What one instruction makes of nothing is made again instead.</summary>
internal static class Spiller
{
    private const int SlotSize = 8;

    /// <summary>Puts registers aside.</summary>
    /// <param name="function">The function.</param>
    /// <param name="graph">What interferes, to let registers that do not share a place.</param>
    /// <param name="spilled">The registers, each with those that hold the same value.</param>
    /// <param name="temporaries">Takes the registers that loads and stores use.</param>
    public static void Spill(MachineFunction function, InterferenceGraph graph, List<List<int>> spilled, HashSet<int> temporaries)
    {
        Dictionary<int, MachineInstruction> remade = FindRemade(function, spilled);
        Dictionary<int, StackVariable> places = Place(function, graph, spilled.Where(group => !remade.ContainsKey(group[0])));
        foreach (MachineBlock block in function.Blocks)
            new BlockRewriter(function, block, remade, places, temporaries).Rewrite();
    }

    private static Dictionary<int, MachineInstruction> FindRemade(MachineFunction function, List<List<int>> spilled)
    {
        var candidates = spilled.Where(group => group.Count == 1).ToDictionary(group => group[0], _ => (MachineInstruction?)null);
        foreach (MachineInstruction instruction in function.Blocks.SelectMany(block => block.Instructions))
        {
            Define(instruction.WritesDestination ? instruction.Destination : -1, instruction);
            Define(instruction.WritesSource ? instruction.Source : -1, instruction);
        }

        return candidates.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);

        void Define(int register, MachineInstruction instruction)
        {
            if (!candidates.TryGetValue(register, out MachineInstruction? definition))
                return;
            if (definition is null && IsMadeOfNothing(instruction))
                candidates[register] = instruction;
            else
                candidates.Remove(register);
        }
    }

    private static bool IsMadeOfNothing(MachineInstruction instruction) =>
        instruction.IsSlotAddress || instruction.IsWide || instruction.Opcode is Opcodes.Move64Immediate or Opcodes.Move32Immediate;

    /// <summary>Gives places on the stack; registers that do not hold values at the same time share one.</summary>
    private static Dictionary<int, StackVariable> Place(MachineFunction function, InterferenceGraph graph, IEnumerable<List<int>> groups)
    {
        List<(StackVariable Place, List<int> Holders)> places = [];
        var placed = new Dictionary<int, StackVariable>();
        foreach (List<int> group in groups)
        {
            (StackVariable Place, List<int> Holders) found = places.Find(place => !place.Holders.Exists(holder => group.Exists(member => graph.Interfere(holder, member))));
            if (found.Place is null)
                places.Add(found = (function.AddVariable(SlotSize, SlotSize, default), []));
            found.Holders.AddRange(group);
            foreach (int member in group)
                placed.Add(member, found.Place);
        }

        return placed;
    }

    private sealed class BlockRewriter(
        MachineFunction function,
        MachineBlock block,
        Dictionary<int, MachineInstruction> remade,
        Dictionary<int, StackVariable> places,
        HashSet<int> temporaries)
    {
        private readonly List<MachineInstruction> _output = new(block.Instructions.Count);

        public void Rewrite()
        {
            foreach (MachineInstruction instruction in block.Instructions)
                Rewrite(instruction);
            if (block.Condition is { } condition)
            {
                if (condition.ReadsDestination)
                    condition.Destination = Load(condition.Destination, condition);
                if (condition.ReadsSource)
                    condition.Source = condition.Source == condition.Destination ? condition.Destination : Load(condition.Source, condition);
            }

            block.Instructions = _output;
        }

        private void Rewrite(MachineInstruction instruction)
        {
            if (remade.TryGetValue(instruction.Destination, out MachineInstruction? definition) && definition == instruction)
                return;
            if (instruction.IsMove && CopyInPlace(instruction))
                return;
            int destination = instruction.Destination;
            int source = instruction.Source;
            if (instruction.ReadsSource)
                instruction.Source = Load(source, instruction);
            if (instruction.ReadsDestination)
                instruction.Destination = source == destination && instruction.ReadsSource ? instruction.Source : Load(destination, instruction);
            else if (instruction.WritesDestination && places.ContainsKey(destination))
                instruction.Destination = source == destination && instruction.ReadsSource ? instruction.Source : Temporary();
            _output.Add(instruction);
            if (instruction.WritesDestination)
                Store(destination, instruction.Destination, instruction);
            if (instruction.WritesSource)
                Store(source, instruction.Source, instruction);
        }

        /// <summary>A copy from or to the stack needs no instruction of its own.</summary>
        private bool CopyInPlace(MachineInstruction move)
        {
            StackVariable? to = places.GetValueOrDefault(move.Destination);
            StackVariable? from = places.GetValueOrDefault(move.Source);
            if (to is null && from is null)
                return false;
            if (to == from)
                return true;
            if (to is not null && from is not null)
                return false;
            if (to is not null && remade.ContainsKey(move.Source))
                return false;
            _output.Add(At(to is not null
                ? Build.Store(MemorySize.DoubleWord, AddressOf(to), move.Source)
                : Build.Load(MemorySize.DoubleWord, move.Destination, AddressOf(from!)), move));
            return true;
        }

        private int Load(int register, MachineInstruction user)
        {
            if (remade.TryGetValue(register, out MachineInstruction? definition))
            {
                int made = Temporary();
                _output.Add(At(Again(definition, made), user));
                return made;
            }

            if (!places.TryGetValue(register, out StackVariable? place))
                return register;
            int loaded = Temporary();
            _output.Add(At(Build.Load(MemorySize.DoubleWord, loaded, AddressOf(place)), user));
            return loaded;
        }

        private void Store(int register, int from, MachineInstruction definition)
        {
            if (places.TryGetValue(register, out StackVariable? place))
                _output.Add(At(Build.Store(MemorySize.DoubleWord, AddressOf(place), from), definition));
        }

        private int Temporary()
        {
            int register = function.NewRegister();
            temporaries.Add(register);
            return register;
        }

        private static MachineInstruction At(MachineInstruction instruction, MachineInstruction place)
        {
            instruction.Location = place.Location;
            return instruction;
        }

        private static MachineInstruction Again(MachineInstruction definition, int register) => new()
        {
            Opcode = definition.Opcode,
            Roles = definition.Roles,
            Destination = register,
            Source = definition.Source,
            Offset = definition.Offset,
            Immediate = definition.Immediate,
            Wide = definition.Wide,
            Slot = definition.Slot,
            Reference = definition.Reference,
            Callee = definition.Callee,
            IsSlotAddress = definition.IsSlotAddress,
        };

        private static Address AddressOf(StackVariable place) => new(MachineInstruction.FramePointer, place, 0);
    }
}
