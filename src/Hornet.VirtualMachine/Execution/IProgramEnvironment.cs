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

    /// <summary>The maps by the pointers that programs hold; null when there are none.</summary>
    HandleTable<NativeMap>? MapHandles { get; }

    /// <summary>Finds the map behind a map pointer; null when there is none.</summary>
    NativeMap? FindMap(ulong handle);
}
