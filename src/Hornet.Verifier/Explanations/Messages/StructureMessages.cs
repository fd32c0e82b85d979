// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Messages about the shape of a program, found before any path is walked: instructions, jumps, functions, type information.</summary>
internal static class StructureMessages
{
    /// <summary>All of them, special ones before general ones.</summary>
    public static ImmutableArray<MessagePattern> All { get; } =
    [
        // Control flow.
        new(FailureKind.Structure, "unreachable", @"unreachable insn (?<insn>\d+)",
            "No path leads to {line:insn}.", "Remove it, or mend the jump that should lead to it."),
        new(FailureKind.Termination, "back-edge", @"back-edge from insn (?<from>\d+) to (?<to>\d+)",
            "Instruction {from} jumps back to {to}: a loop, which unprivileged programs may not have (nor any before Linux 5.3).",
            "Unroll the loop (#pragma unroll), or load with CAP_BPF."),
        new(FailureKind.Structure, "jump-out-of-range", @"jump out of range from insn (?<insn>\d+) to (?<to>-?\d+)",
            "The jump at {insn} leads outside of its function (to {to}).", "Jumps stay inside a function; call another one instead."),
        new(FailureKind.Structure, "jump-into-wide", @"jump into the middle of ldimm64 insn (?<insn>\d+)",
            "A jump leads into the second half of a 16-byte load, at instruction {insn}.", "Count the load as two instructions when computing jump offsets."),
        new(FailureKind.Structure, "no-exit", @"last insn is not an exit or jmp",
            "A function's last instruction would run on past its end.", "End every function with exit or a jump; in C, return on every path of a function that is not void."),
        new(FailureKind.Structure, "call-out-of-range", @"(call to invalid destination|invalid destination|invalid insn idx (?<insn>-?\d+)|No program starts at insn (?<insn>\d+))",
            "A call leads to a place where no function starts.", "Assemble or link the program anew: the offset of a call counts from the next instruction to the first one of the function."),
        new(FailureKind.Structure, "too-many-functions", @"too many subprograms",
            "The program has more than 256 functions.", "Inline small functions (static __always_inline), or split the program by tail calls."),
        new(FailureKind.Termination, "recursion", @"recursive call from (?<from>\S+?)(\(\))? to (?<to>\S+?)(\(\))?$",
            "{from} calls {to}, which leads back to it: functions may not call themselves.", "Turn the recursion into a loop with a bound, or into bpf_loop()."),
        new(FailureKind.Termination, "call-depth", @"the call stack of (?<count>\d+) frames is too deep",
            "Functions call each other more than 8 deep.", "Inline some of them (static __always_inline)."),
        new(FailureKind.Termination, "stack-sum", @"combined stack size of (?<count>\d+) calls is (?<size>\d+)\. Too large",
            "The functions on one path of {count} calls need {size} bytes of stack together; there are 512.",
            "Move large variables into a per-CPU array map, or call less deep."),
        new(FailureKind.Termination, "stack-sum", @"stack size (of subprog (?<function>\d+) is )?(?<size>\d+)( of subprog (?<function>\d+) is too large|\. Too large)",
            "One function needs {size} bytes of stack; there are 512.", "Move large variables into a per-CPU array map."),
        new(FailureKind.Termination, "stack-sum", @"tail_calls are not allowed when call stack of previous frames is (?<size>\d+) bytes",
            "A function that makes a tail call is called with {size} bytes of stack in use; at most 256 may be, since tail calls can follow each other 33 times.",
            "Use less stack in the callers, or make the tail call from the main function."),

        // Instructions.
        new(FailureKind.Structure, "unknown-opcode", @"(unknown opcode (?<code>[0-9a-f]+)|unknown insn class (?<code>\d+)|invalid BPF_(ALU|JMP) opcode (?<code>[0-9a-f]+)|invalid BPF_LD mode|invalid may_goto imm (?<code>-?\d+)|BPF_ATOMIC uses invalid atomic opcode (?<code>[0-9a-f]+)|invalid bpf_ld_imm64 insn|unrecognized bpf_ld_imm64 insn|unknown BPF_(ALU|JMP)\S* opcode)",
            "This kernel does not know the instruction.", "Compile for an older CPU version (-mcpu=v3 or v2), or use a newer kernel."),
        new(FailureKind.Structure, "reserved-fields", @"(?<class>BPF_[\w\[\]|/]+) uses reserved fields",
            "The instruction has bits set that this kernel does not know: an instruction of a later version, or a damaged program.",
            "Compile for an older CPU version (-mcpu=v3 or v2)."),
        new(FailureKind.Structure, "atomic-size", @"invalid atomic operand size",
            "Atomic operations work on 4 or 8 bytes (loads with acquire and stores with release also on 1 and 2).", "Use a 32- or 64-bit variable."),
        new(FailureKind.MemorySafety, "atomic-target", @"BPF_ATOMIC (stores into|loads from) (?<reg>R\d+) (?<type>\S+) is not allowed",
            "Atomic operations do not work on {type} memory ({reg} is {state}).", "Use a map value or the stack; write to the context and packets with plain stores."),
        new(FailureKind.Structure, "bad-register", @"R(?<number>\d+) is invalid",
            "There is no register R{number}: a program has R0 to R10.", "Assemble or compile the program anew."),
        new(FailureKind.MemorySafety, "frame-pointer", @"frame pointer is read only",
            "The program writes to R10, which holds the stack's top.", "Copy it into another register and change that."),
        new(FailureKind.Structure, "division-by-zero", @"div by zero",
            "The program divides by the constant 0.", "Divide by something else."),
        new(FailureKind.Structure, "bad-shift", @"invalid shift (?<count>-?\d+)",
            "A shift by {count} is more than the register has bits.", "Shift by less than 32 or 64."),
        new(FailureKind.Structure, "address-space", @"addr_space_cast insn can only (?<rule>.*)",
            "Casts between address spaces are for arenas: they can only {rule}.", "Use an arena map in the program, and __arena pointers for what is in it."),
        new(FailureKind.Structure, "no-map", @"fd (?<fd>-?\d+) is not pointing to valid bpf_map",
            "A load of a map's address names {fd}, which is no open map.", "Create the map first and put its descriptor into the instruction; Hornet does that for maps that the object declares."),
        new(FailureKind.Structure, "no-direct-value", @"(no direct value access support for this map type|direct value offset of (?<offset>\d+) is not allowed|invalid access to map value pointer, value_size=(?<size>\d+) off=(?<offset>\d+))",
            "The program takes the address of a map's value where the map has none: it is not an array of one element, or is smaller.",
            "Look the value up with bpf_map_lookup_elem(), or keep global variables in an array map with one element."),
        new(FailureKind.Structure, "too-many-maps", @"(The total number of maps per program has reached the limit of (?<count>\d+)|too many maps)",
            "A program may use at most 64 maps.", "Put several small maps into one, or split the program by tail calls."),

        // Type and line information.
        new(FailureKind.Structure, "line-information", @"(Invalid line_info\[(?<index>\d+)\]\.\S+|missing bpf_line_info for func#(?<function>\d+)|Invalid insn code at line_info\[(?<index>\d+)\]|nonzero (line_info|func_info) rec.*|Invalid line_info\[\d+\].*)",
            "The program's line information does not fit its instructions.", "Rebuild the object, or load it without line information (strip -g); what changes instructions has to move lines too."),
        new(FailureKind.Structure, "function-information", @"(number of funcs in func_info doesn't match number of subprogs|func_info BTF section doesn't match subprog layout in BPF program|invalid type id (?<type>\d+) in func info|same or smaller insn offset \(\d+\) than previous func info record.*|nonzero insn_off \d+ for the first func info record|[Mm]issing (btf )?func_info)",
            "The program's function information does not name exactly its functions.", "Rebuild the object with -g, or load it without types."),
        new(FailureKind.Structure, "core-relocation", @"(Invalid core_relo\[(?<index>\d+)\].*|relo core.*)",
            "A CO-RE relocation of the program is damaged or does not fit its types.", "Rebuild the object with a current clang."),
    ];
}
