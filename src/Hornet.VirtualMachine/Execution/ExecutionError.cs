// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Why the virtual machine stopped a program.</summary>
public enum ExecutionError
{
    /// <summary>A load, store, atomic operation or helper argument outside the memory the program may touch; see <see cref="MemoryAccessException"/>.</summary>
    MemoryAccess,

    /// <summary>An atomic operation on an address that is not a multiple of its size.</summary>
    MisalignedAtomic,

    /// <summary>More instructions than <see cref="VirtualMachineOptions.InstructionBudget"/> allows.</summary>
    InstructionBudget,

    /// <summary>More than eight nested calls (MAX_CALL_FRAMES of the kernel).</summary>
    CallDepth,

    /// <summary>An indirect jump or call to something that is not the start of an instruction, or not a function.</summary>
    BadJump,

    /// <summary>Execution ran past the last instruction.</summary>
    FellOffEnd,

    /// <summary>A call of a helper that is not known (only code that could not be checked before it ran).</summary>
    UnknownHelper,

    /// <summary>An instruction whose CO-RE relocation could not be resolved.</summary>
    UnresolvedRelocation,

    /// <summary>A helper got something that is not what it takes: a map pointer, callback or dynptr.</summary>
    BadArgument,

    /// <summary>The caller cancelled the run.</summary>
    Cancelled,
}
