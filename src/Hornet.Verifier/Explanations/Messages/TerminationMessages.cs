// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Messages about programs that are not shown to end, or take too much work to check.</summary>
internal static class TerminationMessages
{
    /// <summary>All of them, special ones before general ones.</summary>
    public static ImmutableArray<MessagePattern> All { get; } =
    [
        new(FailureKind.Termination, "too-large", @"BPF program is too large\. Processed (?<count>\d+) insn",
            "Verification gave up after {count} instructions: it walks every path, and there are too many, or a loop never comes to its end.",
            "Bound loops by constants, keep values that differ between paths out of registers, use bpf_loop() or global functions (each is verified once), or split the program by tail calls."),
        new(FailureKind.Termination, "too-complex", @"The sequence of (?<count>\d+) jumps is too complex",
            "More than {count} branches wait to be walked at once.", "Use fewer branches in a row: a table, bpf_loop(), or global functions."),
        new(FailureKind.Termination, "infinite-loop", @"infinite loop detected at insn (?<insn>\d+)",
            "Coming back to {line:insn}, nothing had changed: the loop would never end.",
            "Let the loop's condition depend on a counter that the program changes on every turn, compared with a constant."),
        new(FailureKind.Termination, "jump-after-patch", @"insn (?<insn>\d+) cannot be patched due to 16-bit range",
            "A jump over {line:insn} becomes too far when the verifier puts its own instructions in between.", "Split the function, or compile with -mcpu=v4, whose jumps reach further."),
    ];
}
