// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Messages about calls of kernel functions and the types of the kernel.</summary>
internal static class KernelFunctionMessages
{
    /// <summary>All of them, special ones before general ones.</summary>
    public static ImmutableArray<MessagePattern> All { get; } =
    [
        new(FailureKind.Policy, "forbidden-kernel-function", @"calling kernel function (?<name>\S+) is not allowed",
            "Programs of this type may not call the kernel function {name}.", "Use another program type (hornet feature kernel_functions lists who may call what), or a helper."),
        new(FailureKind.Policy, "forbidden-kernel-function", @"(css_task_iter is only allowed in .*|metadata kfuncs require device-bound program)",
            "{call} may be called only at certain hooks, or by programs that sleep or are bound to a device.", "Use it in one of those programs."),
        new(FailureKind.Policy, "kernel-function-licence", @"cannot call kernel function from non-GPL compatible program",
            "Kernel functions are for programs under a GPL-compatible licence only.", "Declare one: char LICENSE[] SEC(\"license\") = \"GPL\";"),
        new(FailureKind.Policy, "destructive", @"destructive kfunc calls require CAP_SYS_BOOT capability",
            "The function can stop the machine.", "Load with CAP_SYS_BOOT (as root)."),
        new(FailureKind.Policy, "kernel-function-jit", @"JIT does not support calling (kernel function|kfunc).*",
            "Kernel functions are called from compiled programs only.", "Turn the JIT on: sysctl net.core.bpf_jit_enable=1."),
        new(FailureKind.Structure, "uninitialised-variable", @"unexpected __bpf_trap\(\) due to uninitialized variable\?",
            "The compiler put a trap here: on this path the program does something undefined, such as using a variable that was never written.", "Initialise every variable; look at the compiler's warnings."),
        new(FailureKind.Call, "cast-type", @"(Unknown type ID (?<id>\d+) passed to kfunc bpf_rdonly_cast|kfunc bpf_rdonly_cast type ID argument must be of a struct or void)",
            "The type of the cast is no structure of this kernel.", "Pass bpf_core_type_id_kernel(struct …) of a structure that this kernel has."),
        new(FailureKind.Structure, "missing-kernel-function", @"(kernel (function btf_id|btf_id) (?<id>\d+) .*|cannot find address for kernel function (?<name>\S+))",
            "The kernel function is not one that programs may call.", "Check its declaration against this kernel's types (hornet btf dump --kernel)."),
        new(FailureKind.Structure, "kernel-function-module", @"(kfunc offset > 0 without fd_array is invalid|invalid module BTF (object )?(fd|FD) specified|fd_idx without fd_array is invalid|BTF fd for kfunc is not a module BTF|negative offset disallowed for kernel module function call|unable to get vmlinux BTF|failed to find BTF for kernel function|in-kernel BTF is malformed.*|invalid kernel function call not eliminated in verifier pass)",
            "The call names a kernel function by types that the kernel does not have.", "Load the module that has the function; build the kernel with CONFIG_DEBUG_INFO_BTF."),
        new(FailureKind.Structure, "too-many-kernel-functions", @"too many different (kernel function calls|module BTF)",
            "The program calls more than 256 different kernel functions.", "Split it by tail calls."),
        new(FailureKind.Structure, "kernel-function-types", @"calling kernel functions? (is not supported without|requires|without) .*BTF.*",
            "Calls of kernel functions need the types of the kernel.", "Use a kernel with CONFIG_DEBUG_INFO_BTF; with hornet verify, name one with --kernel-btf."),

        new(FailureKind.Structure, "kernel-symbol", @"(it (calls the kernel function|refers to the kernel symbol) '(?<name>[^']+)', but .*|the program cannot be loaded: .*)",
            "The kernel that the program is for does not have what it refers to.", "Load the module that has it, or declare it __weak and test it before use."),
        new(FailureKind.Structure, "kernel-variable", @"(ldimm64 failed to find the address for kernel symbol '(?<name>[^']+)'|pseudo btf_id (?<id>\d+) in ldimm64 isn't KIND_VAR or KIND_FUNC|ldimm64 insn specifies invalid btf_id (?<id>\d+)|(ldimm64 )?unable to resolve the size of type '(?<type>[^']+)': -?\d+|\S+ returns a struct (?<type>\S+), which no kernel BTF describes|no kernel BTF describes .*)",
            "The kernel's types do not describe the variable or object that the program refers to.", "Verify against the types of the kernel that the program is for."),
        new(FailureKind.Structure, "missing-reference", @"the program refers to (the map )?'(?<name>[^']+)'.*, which (the object|it) does not have",
            "The program refers to {name}, and the object has no such thing.", "Define it in the object, or link the object that has it."),

        // Arguments.
        new(FailureKind.Call, "kernel-function-pointer", @"kernel function (?<name>\S+) args#(?<argument>\d+) expected pointer to (?<expected>\S+ \S+) but (?<reg>R\d+) has a pointer to (?<type>\S+ \S+)",
            "Argument {argument} of {name} must be a pointer to {expected}; {reg} points to {type}.", "Pass an object of that type; bpf_core_cast() gives one to read from."),
        new(FailureKind.Call, "kernel-function-pointer", @"(kernel function (?<name>\S+) )?arg#?s?#?(?<argument>\d+) expected pointer to (?<expected>.+?)(,? but .*)?$",
            "Argument {argument} must be a pointer to {expected}.", "Pass what the function's declaration asks for."),
        new(FailureKind.Call, "kernel-function-memory", @"arg#(?<argument>\d+) pointer type (?<type>.+) must point to .*scalar.*",
            "Argument {argument} points to {type}, which holds more than numbers: no memory of the program can be passed for it.", "Pass a structure of numbers, or a pointer that the kernel gave."),
        new(FailureKind.Call, "kernel-function-argument-kind", @"(Unrecognized arg#(?<argument>\d+) type (?<type>.+)|arg#(?<argument>\d+) is (?<type>.+) expected (?<expected>.+)|arg#(?<argument>\d+) doesn't point to (?<expected>.+)|pointer in (?<reg>R\d+) isn't map pointer|kernel function \S+ (args#\d+ pointer|returns pointer) type .+ is not supported)",
            "An argument of {call}, or what it returns, is not of a type that it takes.", "Pass what the function's declaration asks for."),
        new(FailureKind.Call, "kernel-function-buffer", @"2 or more rdonly_buf_size.*|(?<reg>R\d+) .*rdwr_buf_size.*",
            "The function takes one size, which must be a constant.", "Pass a literal."),

        // BTF-typed pointers.
        new(FailureKind.MemorySafety, "no-argument", @"func '(?<name>\S+)' doesn't have (?<argument>\d+)-th argument",
            "{name} has no argument {argument} (counted from 0).", "Use the arguments that the function has in this kernel; hornet btf dump --kernel shows its declaration."),
        new(FailureKind.MemorySafety, "no-argument", @"func '(?<name>\S+)' (offset (?<offset>\d+) is not multiple of 8|size (?<size>\d+) must be 8)",
            "The arguments of {name} lie in the context as 8-byte values.", "Read each with 8 bytes, at a multiple of 8."),
        new(FailureKind.MemorySafety, "no-argument", @"func '(?<name>\S+)' arg(?<argument>\d+) .*",
            "Argument {argument} of {name} (counted from 0) is none that a program may use so.", "Read it as a number, or use bpf_probe_read_kernel()."),
        new(FailureKind.Structure, "kernel-type", @"(?<name>.+) (has no matches|is ambiguous|points to kernel module type \(unsupported\))",
            "The parameter's type, {name}, is not one type of the kernel's own.", "Use a type that the kernel's BTF has once."),
        new(FailureKind.MemorySafety, "type-not-structure", @"Type '(?<name>\S*)' is not a struct",
            "The pointer does not point to a structure whose fields are known.", "Read what it points to with bpf_probe_read_kernel()."),
    ];
}
