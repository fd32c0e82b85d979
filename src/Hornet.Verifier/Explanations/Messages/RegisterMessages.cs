// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Messages about the use of registers: uninitialised values, what pointers may be used for, arithmetic on them.</summary>
internal static class RegisterMessages
{
    /// <summary>All of them, special ones before general ones.</summary>
    public static ImmutableArray<MessagePattern> All { get; } =
    [
        new(FailureKind.MemorySafety, "uninitialised-register", @"R0 !read_ok",
            "R0 is read before anything was written to it on this path: at an exit, it is what the function returns.",
            "Return a value on every path; after a call of a function that returns nothing, R0 holds nothing."),
        new(FailureKind.MemorySafety, "uninitialised-register", @"(?<reg>R\d+) !read_ok",
            "{reg} is read before anything was written to it on this path; a call clears R1 to R5, and only R1 (the context) and R10 hold something at the start.",
            "Write to {reg} before {here}; keep what has to outlive a call in R6 to R9 or on the stack."),

        // Access through something that is no usable pointer.
        new(FailureKind.MemorySafety, "maybe-null", @"(?<reg>R\d+) invalid mem access '(?<type>map_value)_or_null'",
            "{reg} is what a look-up in a map gave: {state}. The look-up can fail, and then it is NULL.",
            "Test it between the look-up and {here}: if (!value) return …; on every path that leads here, and after each look-up anew."),
        new(FailureKind.MemorySafety, "maybe-null", @"(?<reg>R\d+) invalid mem access '(?<type>\w+_or_null\w*)'",
            "{reg} may be NULL here ({state}): what gave it can fail.",
            "Test it against NULL before {here}, on every path that leads here."),
        new(FailureKind.MemorySafety, "not-a-pointer", @"(?<reg>R\d+) invalid mem access '(scalar|inv)'",
            "{reg} is {state}, not a pointer that the verifier knows, so no memory may be reached through it.",
            "Read kernel and user memory with bpf_probe_read_kernel() or bpf_probe_read_user() (BPF_CORE_READ); keep pointers in 64-bit registers and whole stack slots, and do no arithmetic on them that cannot be followed."),
        new(FailureKind.MemorySafety, "pointer-without-access", @"(?<reg>R\d+) invalid mem access 'pkt_end'",
            "{reg} is data_end, the end of the packet: nothing lies behind it.", "Access the packet through data; data_end is there to be compared with."),
        new(FailureKind.MemorySafety, "pointer-without-access", @"(?<reg>R\d+) invalid mem access 'map_ptr'",
            "{reg} is the map itself, not a value in it.", "Call bpf_map_lookup_elem() and use what it returns."),
        new(FailureKind.MemorySafety, "pointer-without-access", @"(?<reg>R\d+) invalid mem access 'func'",
            "{reg} is the address of a function.", "Pass it to a helper that takes a callback; it cannot be read."),
        new(FailureKind.MemorySafety, "pointer-without-access", @"(?<reg>R\d+) invalid mem access '(?<type>[^']+)'",
            "{reg} is a pointer of the kind {type} ({state}), through which this access is not allowed.",
            "Use the helper that goes with it, or bpf_probe_read_kernel()."),

        // Arithmetic.
        new(FailureKind.MemorySafety, "null-arithmetic", @"(?<reg>R\d+) pointer arithmetic on (?<type>\w+_or_null\w*) prohibited, null-check it first",
            "{reg} may be NULL ({state}), so nothing may be added to it.", "Test it against NULL before {here}."),
        new(FailureKind.MemorySafety, "pointer-arithmetic", @"(?<reg>R\d+) pointer (?<op>\S+) pointer prohibited",
            "Both operands of {op} are pointers ({reg} is {state}): only two pointers into the same packet may be subtracted, by programs with privilege.",
            "Compute with offsets (numbers) and add one to a pointer at the end."),
        new(FailureKind.MemorySafety, "pointer-arithmetic", @"(?<reg>R\d+) 32-bit pointer arithmetic prohibited",
            "A 32-bit operation would cut the pointer in {reg} ({state}).", "Compute with pointers in 64 bits; in C, do not cast them to int."),
        new(FailureKind.MemorySafety, "pointer-arithmetic", @"(?<reg>R\d+) (pointer arithmetic with (?<op>\S+) operator|bitwise operator (?<op>\S+) on pointer|(?<op>\S+) operator on pointer) prohibited",
            "{op} is not defined for pointers: only adding and subtracting numbers is.",
            "Mask, shift and multiply the offset before it is added to the pointer; to align a pointer is not possible."),
        new(FailureKind.MemorySafety, "pointer-arithmetic", @"(?<reg>R\d+) pointer arithmetic on (?<type>\S+) prohibited",
            "Nothing may be added to a pointer of the kind {type} ({reg} is {state}).",
            "Use it as it came, with constant field offsets; add offsets only to pointers to packets, map values, the stack and known memory."),
        new(FailureKind.MemorySafety, "pointer-arithmetic", @"(?<reg>R\d+) pointer arithmetic prohibited",
            "{reg} is {state}, and pointers can only be added to and subtracted from.", "Compute with offsets (numbers) and add one to a pointer at the end."),
        new(FailureKind.MemorySafety, "pointer-arithmetic", @"(?<reg>R\d+) tried to subtract pointer from scalar",
            "A pointer is subtracted from the number in {reg}.", "Subtract the number from the pointer; a difference of two packet pointers needs both to be pointers."),
        new(FailureKind.MemorySafety, "stack-subtraction", @"(?<reg>R\d+) subtraction from stack pointer prohibited",
            "Without privilege, nothing may be subtracted from a stack pointer but a constant added as a negative number.", "Add the negative constant instead: r2 = r10; r2 += -8."),
        new(FailureKind.MemorySafety, "partial-pointer", @"(?<reg>R\d+) (partial copy of pointer|sign-extension part of pointer)",
            "A 32-bit move, or one with sign extension, would take a part of the pointer in {reg} ({state}).", "Copy pointers in 64 bits; in C, do not cast them to int."),
        new(FailureKind.MemorySafety, "unbounded-arithmetic", @"math between (?<type>\w+) pointer and register with unbounded min value is not allowed",
            "The number that is added to a {type} pointer may be negative, or of any size.",
            "Use an unsigned type for the index and test it against a constant before {here}, or mask it (i &= SIZE - 1); keep the compiler from undoing that (barrier_var)."),
        new(FailureKind.MemorySafety, "unbounded-arithmetic", @"(math between (?<type>\w+) pointer and (?<offset>-?\d+) is not allowed|value (?<offset>-?\d+) makes (?<type>\w+) pointer be out of bounds|(?<type>\w+) pointer offset (?<offset>-?\d+) is not allowed)",
            "{offset} is added to a {type} pointer: offsets must stay below 2^29 (512 MB), and pointers near what they point to.",
            "Test the index against the size of the data before it is added."),
        new(FailureKind.Policy, "pointer-comparison", @"(?<reg>R\d+) pointer comparison prohibited",
            "Without privilege, a program may not compare {reg} ({state}) with something else: that would tell a kernel address.", "Compare packet pointers with data_end only, others with NULL; or load with CAP_PERFMON."),
        new(FailureKind.Policy, "unprivileged-arithmetic", @"(?<reg>R\d+) (?<what>has unknown scalar with mixed signed bounds|has pointer with unsupported alu operation|tried to (add|sub) from different maps, paths or scalars|tried to (add|sub) beyond pointer bounds|could not be pushed for speculative verification), pointer arithmetic with it prohibited for !root",
            "Without privilege, pointer arithmetic must also be safe when the processor guesses a branch wrongly, and here {reg} {what}.",
            "Use unsigned indices with a constant limit, the same arithmetic on every path; or load with CAP_PERFMON."),
        new(FailureKind.Policy, "unprivileged-stack-arithmetic", @"(?<reg>R\d+) (stack pointer arithmetic goes out of range|variable(-offset)? stack access|pointer arithmetic of map value goes out of range)[, ]*prohibited for !root.*",
            "Without privilege, a pointer must never leave what it points to, not even between two instructions, and offsets into the stack are constant ({reg} is {state}).",
            "Index the stack by constants only, test an index before adding it; or load with CAP_PERFMON."),
        new(FailureKind.MemorySafety, "different-pointers", @"same insn cannot be used with different pointers",
            "{here} accesses memory of one kind on one path and of another kind on another (a socket and the context, say).",
            "Write the access twice, once in each branch; keep the compiler from merging them (barrier())."),
        new(FailureKind.Structure, "register-invariants", @"(REG INVARIANTS VIOLATION|verifier bug|BUG|kernel subsystem misconfigured|verifier internal error).*",
            "The verifier contradicts itself: a mistake of its own, not of the program.", "Try a newer kernel, and report it; often a small change of the program goes around it."),
    ];
}
