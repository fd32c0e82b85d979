// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Messages about who may do what: results of programs, hooks, maps by program type, privilege.</summary>
internal static class PolicyMessages
{
    /// <summary>All of them, special ones before general ones.</summary>
    public static ImmutableArray<MessagePattern> All { get; } =
    [
        // Results.
        new(FailureKind.Policy, "return-value", @"At (?<where>.+) the register (?<reg>R\d+) has (?<value>.*) should have been in (?<expected>.*)",
            "At {where}, {reg} is {state}; the kernel takes only values in {expected} there.",
            "Return a value in {expected} on every path; mask or compare what is computed."),
        new(FailureKind.Policy, "return-value", @"At (?<where>.+) the register (?<reg>R\d+) is not a known value \((?<value>[^)]*)\)",
            "At {where}, {reg} is {state}, not a number.", "Return a number on every path."),
        new(FailureKind.Policy, "return-value", @"At (?<where>.+) the register (?<reg>R\d+) is not a scalar value \((?<value>[^)]*)\)",
            "At {where}, {reg} is {state}, not a number.", "Return a number on every path."),
        new(FailureKind.Policy, "return-value", @"(?<reg>R0) not a scalar value",
            "A callback returns {state}, not a number.", "Return 0 or 1 from the callback, on every path."),

        // Packet loads of classic programs.
        new(FailureKind.Policy, "packet-load-type", @"BPF_LD_\[ABS\|IND\] instructions not allowed for this program type",
            "Packet loads of classic BPF work in socket filters, tc and control group packet programs only.", "Use direct access to the packet, or bpf_skb_load_bytes()."),
        new(FailureKind.MemorySafety, "packet-load-context", @"at the time of BPF_LD_ABS\|IND R6 != pointer to skb",
            "Packet loads of classic BPF take the context from R6, which holds something else.", "Copy R1 to R6 at the program's start and leave it there."),
        new(FailureKind.Policy, "packet-load-function", @"((BPF_LD_\[ABS\|IND\]|LD_ABS) is only allowed in functions that return 'int'|LD_ABS is not allowed in subprogs without BTF)",
            "Packet loads of classic BPF may end the function, which must then return int.", "Let the function return int."),

        // Maps by program type.
        new(FailureKind.Policy, "map-for-type", @"(?<types>.+) progs? cannot use (?<what>\S+)( yet)?",
            "Programs of this type may not use {what}.", "Use atomic operations, or another program type."),
        new(FailureKind.Policy, "map-for-tracing", @"(trace type programs|perf_event programs|tracing progs?) can only use preallocated (hash map|.*)",
            "In this hook, memory for map elements cannot be allocated.", "Do not set BPF_F_NO_PREALLOC on the map."),
        new(FailureKind.Policy, "map-for-sleepable", @"Sleepable programs can only use .*",
            "The map does not work in programs that sleep.", "Use an array, a hash, a ring buffer or local storage."),
        new(FailureKind.Policy, "map-of-structures", @"bpf_struct_ops map cannot be used in prog",
            "A map of structures of operations is not for programs.", "Register it from user space."),
        new(FailureKind.Policy, "storage-maps", @"only one cgroup storage of each type is allowed",
            "A program uses two maps of control group storage.", "Put both into one structure in one map."),
        new(FailureKind.Policy, "device-mismatch", @"offload device mismatch between prog and map",
            "The map is for another device than the program.", "Create both for one device."),
        new(FailureKind.Policy, "arena", @"((CAP_BPF and CAP_PERFMON are|JIT is) required to use arena|Only one arena per program|arena's user address must be set.*|addr_space_cast insn can only be used in a program that has an associated arena)",
            "An arena needs privilege and the JIT, and there is one a program.", "Load as root, with the JIT on; map the arena into the process before loading the program."),

        // What programs attach to.
        new(FailureKind.Policy, "kernel-types-needed", @"(.+ (is|are) checked against the kernel's types, which are needed.*|kernel is missing BTF.*)",
            "Whether the program is safe depends on the kernel's types, and none are given.", "Verify on a kernel with BTF, or give a file with the types: hornet verify --kernel-btf FILE."),
        new(FailureKind.Policy, "attach-object-needed", @"the program replaces a function of another program, whose object is needed.*",
            "The program takes the place of a function in another program, and that program is not at hand.", "Give its object: VerifierOptions.AttachObject."),
        new(FailureKind.Structure, "type-of-program", @"the section '(?<section>[^']*)' does not tell the program's type.*",
            "The name of the section, {section}, is none that tells what the program is.", "Name the section as libbpf does (xdp, tc, tracepoint/…), or say the type with --type."),
        new(FailureKind.Policy, "type-and-hook", @"programs of the type (?<type>\S+) (do not attach to (?<hook>.+)|are not for unprivileged users) \((EINVAL|EPERM)\)",
            "A program of the type {type} cannot be loaded like this.", "Use a hook that goes with the type; without privilege, only socket filters and cgroup_skb programs are loaded."),
        new(FailureKind.Structure, "size-of-program", @"the program has (no|(?<count>\d+)) instructions.* \(E2BIG\)",
            "A program has at least one instruction and at most a million (4096 without privilege).", "Split it by tail calls."),
        new(FailureKind.Policy, "no-attach-target", @"(Tracing programs must provide btf_id|the type 'btf_trace_\S+' does not point to a function.*|the kernel's types have no '(?<name>[^']+)' to attach to.*|Tracing program doesn't have valid .*|attach_btf_id (?<id>\d+) (is not a .*|points to wrong type name .*|is invalid.*)|Cannot find .* type id.*|attach_btf_id \d+ .*)",
            "The kernel function, tracepoint or hook that the program was loaded for is missing or of the wrong kind.",
            "Name one that this kernel has in the section (fentry/…, tp_btf/…, lsm/…)."),
        new(FailureKind.Policy, "no-attach-target", @"(Subprog (?<name>\S+) doesn't exist|The address of function (?<name>\S+) cannot be found|Func (?<name>\S+) doesn't have .*)",
            "There is no function {name} to attach to.", "Name one that this kernel, module or program has, and that is not inlined."),
        new(FailureKind.Policy, "attach-denied", @"(Attaching (tracing programs|fexit/fmod_ret) to (__noreturn )?function '(?<name>\S+)' is rejected|(?<name>\S+)\(\) is not modifiable|can't modify return codes of BPF programs|ret type .+ not allowed for fmod_ret|(?<name>\S+) is not sleepable|Attach to .* is not allowed|__noreturn functions? .*)",
            "The kernel does not let programs attach to that function this way.", "Attach to another function; fmod_ret needs one that the kernel marks for it, a sleepable program one that may sleep."),
        new(FailureKind.Policy, "no-attach-target", @"((FENTRY/FEXIT|Tracing) program can only be attached to another program .*|Cannot nest tracing program attach more than once|Extension programs should be JITed|Cannot recursively attach|Cannot replace kernel functions|Cannot attach .* to .*|Cannot extend (?<name>.*))",
            "The program cannot be attached to that program.", "Attach it to a program with types (-g), loaded first, of the same type, that is no extension itself."),
        new(FailureKind.Policy, "sleepable-type", @"(Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable|Syscall programs can only be sleepable|.* programs can be sleepable)",
            "Programs of this type cannot sleep.", "Leave out the .s of the section name."),
        new(FailureKind.Policy, "structure-operations", @"(attach to (invalid|unsupported) member (?<member>\S+).*|attach_btf_id (?<id>\d+) is not a supported struct(_ops)?|struct[_ ]ops programs must have a GPL compatible license|no structure of operations refers to the program.*|the kernel's structure '(?<structure>[^']+)' has no member '(?<member>[^']+)'|the program is to be .+; it can be one member only|(?<member>\S+) of struct \S+ is not supported)",
            "The program implements something that the kernel's structure does not have, or not let be implemented.", "Implement the functions that this kernel's structure has; declare a GPL-compatible licence."),
        new(FailureKind.Policy, "lsm", @"LSM programs must have (?<rule>.*)|BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!|(?<name>bpf_lsm_\S+|\S+) (is not a supported LSM hook|hook is disabled).*",
            "The program does not fit its security hook.", "Declare a GPL-compatible licence, and name a hook that the kernel has."),
    ];
}
