// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Messages about the stack.</summary>
internal static class StackMessages
{
    /// <summary>All of them, special ones before general ones.</summary>
    public static ImmutableArray<MessagePattern> All { get; } =
    [
        new(FailureKind.MemorySafety, "uninitialised-stack", @"invalid (indirect )?read from stack ((?<reg>R\d+) )?off (?<offset>-?\d+)\+(?<index>\d+) size (?<size>\d+)",
            "The {size} bytes of the stack at fp{offset} are read, and byte {index} of them was never written on this path.",
            "Initialise the variable before {here}, its padding included: = {} or __builtin_memset."),
        new(FailureKind.MemorySafety, "uninitialised-stack", @"invalid (indirect )?read from stack ((?<reg>R\d+) )?var_off (?<offset>\(.*\))\+(?<index>\d+) size (?<size>\d+)",
            "The stack is read at an offset that is not constant, and not every byte that this may reach was written on this path (byte {index} was not).",
            "Initialise the whole array before {here}: = {} or __builtin_memset."),
        new(FailureKind.MemorySafety, "stack-bounds", @"invalid variable-offset (?<what>[\w ]*)stack (?<reg>R\d+) var_off=(?<variable>\([^)]*\)) off=(?<offset>-?\d+) size=(?<size>\d+)",
            "With its variable offset, the access through {reg} ({state}) may leave the function's stack.", "Test the index against the array's length before {here}, or mask it."),
        new(FailureKind.MemorySafety, "stack-bounds", @"invalid unbounded variable-offset (?<what>[\w ]*)stack (?<reg>R\d+)",
            "The offset into the stack in {reg} has no limit ({state}).", "Test the index against the array's length before {here}, or mask it."),
        new(FailureKind.MemorySafety, "stack-bounds", @"invalid (?<what>(indirect )?(read from|access to|write to)) stack (?<reg>R\d+) off=(?<offset>-?\d+) size=(?<size>\d+)",
            "{size:bytes} at fp{offset:signed} are used: a function's stack is the 512 bytes below fp, from fp-512 to fp-1.",
            "Use less stack (a per-CPU array map holds large variables), and indices inside local arrays."),
        new(FailureKind.MemorySafety, "zero-size", @"invalid zero-sized read from stack (?<reg>R\d+)",
            "A size may be 0 here, which the helper does not take.", "Test that it is larger than 0."),
        new(FailureKind.Policy, "stack-pointer-leak", @"(leaking pointer from stack off (?<offset>-?\d+)|attempt to corrupt spilled pointer on stack)",
            "Without privilege, a pointer on the stack may not be read in parts or overwritten in parts.", "Read and write whole 8-byte slots; keep pointers and numbers in different slots."),
        new(FailureKind.MemorySafety, "spill-size", @"(invalid size of register (spill|fill)|corrupted spill memory)",
            "A pointer is stored to the stack, or loaded from it, in less than 8 bytes.", "Store and load pointers whole, in aligned 8-byte slots."),
        new(FailureKind.Policy, "spill-to-caller", @"cannot spill pointers to stack into stack frame of the caller",
            "Without privilege, a function may not store a pointer into its caller's stack.", "Return it, or store what it points to."),
        new(FailureKind.Policy, "unprivileged-variable-stack", @"((?<reg>R\d+) variable([- ]offset)? stack access prohibited for !root.*|variable offset stack pointer cannot be passed into helper function.*)",
            "Without privilege, the stack is accessed at constant offsets only.", "Use constant indices, or put the array into a map; or load with CAP_PERFMON."),
        new(FailureKind.MemorySafety, "spilled-pointer-overwritten", @"spilled ptr in range of var-offset stack write; insn (?<insn>\d+), ptr off: (?<offset>-?\d+)",
            "{line:insn} writes to the stack at an offset that is not constant, and might overwrite the pointer at fp{offset}.", "Test the index so that it stays inside its array, or put the array into a map."),
        new(FailureKind.Policy, "uninitialised-variable-write", @"uninit stack in range of var-offset write prohibited for !root; insn (?<insn>\d+), off: (?<offset>-?\d+)",
            "{line:insn} writes to the stack at an offset that is not constant, over bytes that nothing was written to.", "Initialise the whole array first; or load with CAP_PERFMON."),
        new(FailureKind.MemorySafety, "stack-pointer-returned", @"cannot return stack pointer to the caller",
            "A function returns the address of its own stack, which ends with it.", "Return the value, or let the caller pass the memory."),
    ];
}
