// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What runs need of the machine they belong to.</summary>
internal interface IProgramEnvironment
{
    /// <summary>The machine's options.</summary>
    VirtualMachineOptions Options { get; }

    /// <summary>The simulated kernel behind the helpers.</summary>
    SimulatedKernel Kernel { get; }

    /// <summary>The memory that all runs share.</summary>
    AddressSpace AddressSpace { get; }

    /// <summary>Finds a program by the number that frames and prog arrays hold.</summary>
    ProgramCode? FindCode(int id);

    /// <summary>Finds the program in a slot of a prog array; null when the slot is empty.</summary>
    /// <exception cref="ExecutionException">The map pointer is none of a prog array.</exception>
    ProgramCode? FindTailCallTarget(ProgramRun run, ulong map, uint index);

    /// <summary>Finds the map behind a map pointer; null when there is none.</summary>
    NativeMap? FindMap(ulong handle);
}
