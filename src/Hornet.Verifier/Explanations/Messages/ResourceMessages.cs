// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Messages about what is taken and has to be given back: references, locks, sections, dynptrs, iterators, lists and trees.</summary>
internal static class ResourceMessages
{
    /// <summary>All of them, special ones before general ones.</summary>
    public static ImmutableArray<MessagePattern> All { get; } =
    [
        // References.
        new(FailureKind.Resources, "reference-leak", @"Unreleased reference id=(?<id>\d+) alloc_insn=(?<alloc>\d+)",
            "What {taken:alloc} took is not given back on this path.",
            "Release it before {here}, on every path, by {release:alloc}."),
        new(FailureKind.Resources, "reference-leak", @"(?<what>BPF_EXIT instruction in main prog|tail_call|BPF_LD_\[ABS\|IND\]|bpf_throw) would lead to reference leak",
            "The program may end here while something that it took is not given back.", "Release it before {here}, on every path."),
        new(FailureKind.Resources, "release-twice", @"(?<reg>R\d+) must be referenced when passed to release function|release (helper|kernel function) (?<name>\S+) expects ref(erenced|counted).*",
            "What is given back was never taken, or was given back already.", "Give back each reference once, and only what a function that takes references returned."),
        new(FailureKind.Resources, "release-twice", @"k?func (?<name>\S+?)#(?<id>\d+) reference has not been acquired before",
            "{name} gives back a reference, and its argument holds none.", "Give back each reference once, and only what a function that takes references returned."),
        new(FailureKind.Resources, "unowned-dynptr", @"arg (?<argument>\d+) is an unacquired reference",
            "The dynptr does not own anything that could be submitted or released: it was released already, or is of another kind.", "Submit or discard each reserved dynptr once."),
        new(FailureKind.Resources, "allocated-object", @"(allocated object must be referenced|arg#(?<argument>\d+) is neither owning or non-owning ref)",
            "The object is not owned here: it was put into a list or tree, or released.", "Use what bpf_obj_new() or a pop or remove function returned, once."),

        // Locks.
        new(FailureKind.Resources, "two-locks", @"Locking two bpf_spin_locks are not allowed",
            "A second lock is taken while one is held.", "Release the first one; a program holds one lock at a time (bpf_res_spin_lock() allows more)."),
        new(FailureKind.Resources, "two-locks", @"Acquiring the same lock again, AA deadlock detected",
            "The lock is held already on this path: taking it again would wait for ever.", "Release it first, or do both under one lock."),
        new(FailureKind.Resources, "unlock-without-lock", @"bpf_(?<what>\w+)_unlock\S* without taking a lock",
            "The lock that is released here was not taken on this path.", "Take it first, on every path."),
        new(FailureKind.Resources, "other-lock", @"bpf_(?<what>\w+)_unlock\S* of different lock",
            "The lock that is released is not the one that is held: it comes from another look-up or object.", "Release it through the same pointer that it was taken with."),
        new(FailureKind.Resources, "lock-order", @"bpf_(?<what>\w+)_unlock\S* cannot be out of order",
            "Locks are released in another order than the reverse of taking them.", "Release the last one taken first."),
        new(FailureKind.Resources, "lock-held", @"function calls are not allowed while holding a lock",
            "A function is called while a lock is held.", "Release the lock before {here}, or do the work before taking it."),
        new(FailureKind.Resources, "lock-held", @"(?<what>BPF_EXIT instruction in .*|BPF_LD_\[ABS\|IND\]|tail_call|bpf_throw) cannot be used inside bpf_(?<section>\w+)-ed region",
            "The program may end or go elsewhere here while it is in a section that bpf_{section} began.",
            "End the section before {here}, on every path (bpf_spin_unlock, bpf_rcu_read_unlock, bpf_preempt_enable, bpf_local_irq_restore)."),
        new(FailureKind.Resources, "lock-held", @"bpf_(spin|rcu)\w*_unlock is missing",
            "The program ends while it holds a lock.", "Release it on every path."),
        new(FailureKind.Resources, "no-lock", @"map '(?<map>\S+)' has to have BTF in order to use (?<what>\S+)",
            "The map {map} was made without the types of its values, so the place of {what} in them is not known.", "Define the map with BTF types: __type(value, struct …)."),
        new(FailureKind.Resources, "no-lock", @"(map '(?<map>\S+)' has no valid (?<what>bpf_\w+)|(local '(?<type>[^']+)' has )?no valid (?<what>bpf_\w+))",
            "The map's values have no field of the type struct {what}.", "Put a struct {what} into the map's value type."),
        new(FailureKind.Resources, "no-lock", @"(off (?<offset>-?\d+) doesn't point to 'struct (?<what>\w+)' that is at (?<place>-?\d+)|(?<reg>R\d+) doesn't point to (a )?(struct )?(?<what>bpf_\w+).*)",
            "The argument does not point to the struct {what} of the value, but beside it.", "Pass the address of the field itself: &value->lock."),
        new(FailureKind.Resources, "special-field-offset", @"(?<reg>R\d+) doesn't have constant offset\. (?<what>\w+) has to be at the constant offset",
            "{reg} ({state}) is not at a constant offset, and {what} must be.", "Use one field in the value, not an array with a variable index."),
        new(FailureKind.Resources, "lock-for-object", @"(?<what>bpf_\w*spin_lock) at off=(?<offset>-?\d+) must be held for (?<root>\w+)",
            "The {root} is protected by the {what} at offset {offset} of the same value, which is not held here.", "Take that lock before {here}."),
        new(FailureKind.Resources, "lock-of-other-object", @"held lock and object are not in the same allocation",
            "The lock that is held belongs to another value than the list or tree.", "Take the lock that is in the same value."),

        // Sections.
        new(FailureKind.Resources, "rcu-unmatched", @"unmatched rcu read unlock \(kernel function (?<name>\S+)\)",
            "There is no bpf_rcu_read_lock() before this on the path.", "Lock and unlock in pairs."),
        new(FailureKind.Resources, "rcu-nested", @"nested rcu read lock \(kernel function (?<name>\S+)\)",
            "RCU is locked already.", "Lock it once."),
        new(FailureKind.Resources, "rcu-in-callback", @"Calling bpf_rcu_read_\{lock,unlock\} in unnecessary rbtree callback",
            "A callback of a tree runs under its lock, where RCU needs no lock.", "Leave the RCU functions out."),
        new(FailureKind.Resources, "lock-in-callback", @"can't spin_\{lock,unlock\} in rbtree cb",
            "A callback of a tree runs under its lock, which must be held as it is until the callback is done.", "Leave the lock alone in the callback, and take or give back other locks outside of it."),
        new(FailureKind.Resources, "preemption-unmatched", @"unmatched attempt to enable preemption \(kernel function (?<name>\S+)\)",
            "There is no bpf_preempt_disable() before this on the path.", "Disable and enable in pairs."),
        new(FailureKind.Resources, "interrupts-order", @"cannot restore irq state out of order.*",
            "Interrupt states are restored in another order than the reverse of saving them.", "Restore the last one saved first."),
        new(FailureKind.Resources, "interrupts-flag", @"(arg#(?<argument>\d+) )?(expected (an )?(un)?initialized irq flag( as arg#(?<argument>\d+))?|expected pointer to (an )?irq flag.*|cannot pass in irq_flag at an offset=-?\d+|irq_flag has to be at a constant offset|irq flag acquired by .*)",
            "The interrupt flags are not a variable on the stack in the state that the function takes.", "Save into a fresh local variable, and restore from it once, with the matching function."),

        // Dynptrs.
        new(FailureKind.Resources, "dynptr-initialised", @"Dynptr has to be an uninitialized dynptr",
            "The variable holds a dynptr already.", "Release that one first, or use another variable."),
        new(FailureKind.Resources, "dynptr-kind", @"Expected a dynptr of type (?<type>.+) as arg #(?<argument>\d+)",
            "Argument {argument} is a dynptr of another kind; the function takes one of the kind {type}.", "Make it with the constructor for that kind."),
        new(FailureKind.Resources, "dynptr-overwritten", @"cannot overwrite referenced dynptr",
            "The program writes over a dynptr that owns something, which could then not be released.", "Submit or discard it first."),
        new(FailureKind.Resources, "dynptr-constant", @"(cannot pass pointer to const bpf_dynptr, the helper mutates it|cannot release unowned const bpf_dynptr)",
            "The dynptr was passed in, and may only be read.", "Clone it with bpf_dynptr_clone(), and change or release the clone."),
        new(FailureKind.Resources, "dynptr-place", @"(dynptr has to be at a constant offset|cannot pass in dynptr at an offset=(?<offset>-?\d+)|arg#(?<argument>\d+) expected pointer to stack or (const struct bpf_dynptr|dynptr_ptr)|potential write to dynptr at off=(?<offset>-?\d+) disallowed|verifier internal error: missing dynptr.*)",
            "A dynptr lives as a whole in a local variable; the argument is none, or points into one.", "Pass the address of a struct bpf_dynptr on the stack."),
        new(FailureKind.Resources, "dynptr", @"[Ee]xpected an? (un)?initialized (?<what>dynptr)( .*)?",
            "The argument is not a {what} in the state that the function takes.", "Make it with its constructor first, use it, and submit or release it once."),

        // Iterators.
        new(FailureKind.Resources, "iterator-initialised", @"expected (an )?uninitialized (?<what>iter_\w+) as arg #(?<argument>\d+)",
            "The variable holds an iterator already.", "Destroy it first, or use another variable."),
        new(FailureKind.Resources, "iterator", @"expected an initialized (?<what>iter_\w+) as arg #(?<argument>\d+)",
            "The argument is not a running iterator ({what}): it was not made on this path, or is destroyed already.", "Call its _new function first, _next while it gives elements, and _destroy once."),
        new(FailureKind.Resources, "iterator-rcu", @"(expected an RCU CS when using (?<name>\S+)|kernel func (?<name>\S+) requires RCU critical section protection)",
            "{name} walks what RCU protects, outside of an RCU section.", "Call bpf_rcu_read_lock() first, or use it in a program that is not sleepable."),
        new(FailureKind.Resources, "iterator-place", @"(arg#(?<argument>\d+) expected pointer to an iterator on stack|cannot pass in iter at an offset=(?<offset>-?\d+)|iter has to be at a constant offset|expected valid iter pointer as arg #\d+)",
            "An iterator lives as a whole in a local variable; the argument is none, or points into one.", "Pass the address of a struct bpf_iter_… on the stack."),

        // Lists, trees, allocated objects.
        new(FailureKind.Resources, "root-not-found", @"(?<what>bpf_(list_head|rb_root|list_node|rb_node|refcount)) not found at offset=(?<offset>\d+)",
            "There is no struct {what} at offset {offset}.", "Pass the address of the field, and tag roots with __contains(type, field)."),
        new(FailureKind.Resources, "node-type", @"operation on (?<root>\w+) expects arg#(?<argument>\d+) (?<node>\w+) at offset=(?<offset>\d+) in struct (?<type>\S+), but arg is at offset=(?<other>\d+) in struct (?<got>\S+)",
            "The {root} holds objects of the type {type}, linked by the field at offset {offset}; the argument is at offset {other} of {got}.", "Pass the node field that __contains() names."),
        new(FailureKind.Resources, "node-type", @"arg#(?<argument>\d+) offset=(?<offset>\d+), but expected (?<node>\w+) at offset=(?<other>\d+) in struct (?<type>\S+)",
            "Argument {argument} is at offset {offset}; the {node} that links objects of the type {type} is at offset {other}.", "Pass the node field that __contains() names."),
        new(FailureKind.Resources, "non-owning", @"(rbtree_remove node input must be non-owning ref|(?<name>\S+) can only take non-owning or refcounted bpf_rb_node pointer|(?<name>\S+) node input must be (non-)?owning ref.*)",
            "The function takes a node that is in the tree, and this one is not.", "Pass what bpf_rbtree_first(), _root, _left or _right gave, inside the same lock."),
        new(FailureKind.Resources, "tree-in-callback", @"(rbtree_remove not allowed in rbtree cb|arg#\d+ .* rbtree cb.*)",
            "A tree is changed while one of its callbacks runs.", "Only compare in the callback."),
        new(FailureKind.Resources, "node-not-allocated", @"((rbtree|list|rb) node not allocated|arg#(?<argument>\d+) expected pointer to allocated object|arg#(?<argument>\d+) expected for bpf_(percpu_)?obj_drop_impl\(\))",
            "The object was not made by bpf_obj_new().", "Allocate what goes into lists and trees."),
        new(FailureKind.Call, "allocation-type", @"bpf_(percpu_)?obj_new(/bpf_percpu_obj_new)? (?<rule>.*)|local type ID argument must be in range.*|bpf_obj_new: .*",
            "The argument of the allocation is not a structure of the program that may be allocated.", "Pass bpf_core_type_id_local(struct …) of a structure in the object (with types: -g)."),

        new(FailureKind.Structure, "special-field-definition", @".*(special field|contains|points to|overlaps|bpf_list_head|bpf_rb_root|bpf_refcount|bpf_\w*spin_lock|has no member|no tag|two tags|has tags|more than one|nested deeper|cannot be in an array|cannot own|aligned|cannot release|uptr).* \((EINVAL|E2BIG|EEXIST|ENOENT|ELOOP)\)",
            "The special fields (locks, timers, kernel pointers, lists, trees) of a map's values or of an object are not laid out as the kernel takes them.",
            "Declare each as a field of its own, at its alignment; put one lock beside lists and trees, and tag their roots with __contains(type, field)."),

        // Exceptions.
        new(FailureKind.Call, "throw-context", @"bpf_throw kfunc \(insn (?<insn>\d+)\) cannot be called (in this context|from callback subprog (?<function>\d+))",
            "An exception would leave a callback or a function from which nothing can be unwound.", "Return an error instead."),
        new(FailureKind.Structure, "exception-callback", @"((insn (?<insn>\d+) )?cannot call exception cb directly|invalid exception callback insn_off in func_info: \d+|multiple exception callback tags for main subprog|exception cb .*|exception callback .*)",
            "The function for exceptions is not one global function that takes and returns a 64-bit number, or is called directly.", "Name one with __exception_cb(name): u64 name(u64 cookie)."),
    ];
}
