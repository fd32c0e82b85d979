// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The machine: CPUs, NUMA nodes, random numbers.</summary>
internal static unsafe class MachineHelpers
{
    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.GetPseudoRandomU32, &Random);
        table.Add(HelperId.GetSmpProcessorId, &Processor);
        table.Simulate(HelperId.GetNumaNodeId, &NumaNode, "The node the options of the virtual machine name.");
    }

    private static ulong Random(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => run.NextRandom();

    private static ulong Processor(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => (uint)run.Cpu;

    private static ulong NumaNode(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => (uint)run.Kernel.NumaNode;
}
