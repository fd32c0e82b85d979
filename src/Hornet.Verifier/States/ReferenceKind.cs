// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a program has taken and must give back.</summary>
internal enum ReferenceKind : byte
{
    /// <summary>An object, record or iterator.</summary>
    Object,

    /// <summary>A <c>bpf_spin_lock</c>.</summary>
    SpinLock,

    /// <summary>A <c>bpf_res_spin_lock</c>.</summary>
    ResilientSpinLock,

    /// <summary>A <c>bpf_res_spin_lock</c> taken with interrupts off.</summary>
    ResilientSpinLockInterruptsOff,

    /// <summary>Interrupts that were turned off.</summary>
    InterruptsOff,
}
