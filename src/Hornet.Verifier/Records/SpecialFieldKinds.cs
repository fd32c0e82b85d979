// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A set of <see cref="SpecialFieldKind"/>.</summary>
[Flags]
internal enum SpecialFieldKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="SpecialFieldKind.SpinLock"/>.</summary>
    SpinLock = 1 << SpecialFieldKind.SpinLock,

    /// <summary><see cref="SpecialFieldKind.ResilientSpinLock"/>.</summary>
    ResilientSpinLock = 1 << SpecialFieldKind.ResilientSpinLock,

    /// <summary><see cref="SpecialFieldKind.Timer"/>.</summary>
    Timer = 1 << SpecialFieldKind.Timer,

    /// <summary><see cref="SpecialFieldKind.WorkQueue"/>.</summary>
    WorkQueue = 1 << SpecialFieldKind.WorkQueue,

    /// <summary><see cref="SpecialFieldKind.TaskWork"/>.</summary>
    TaskWork = 1 << SpecialFieldKind.TaskWork,

    /// <summary><see cref="SpecialFieldKind.UntrustedKptr"/>.</summary>
    UntrustedKptr = 1 << SpecialFieldKind.UntrustedKptr,

    /// <summary><see cref="SpecialFieldKind.ReferencedKptr"/>.</summary>
    ReferencedKptr = 1 << SpecialFieldKind.ReferencedKptr,

    /// <summary><see cref="SpecialFieldKind.PerCpuKptr"/>.</summary>
    PerCpuKptr = 1 << SpecialFieldKind.PerCpuKptr,

    /// <summary><see cref="SpecialFieldKind.UserPointer"/>.</summary>
    UserPointer = 1 << SpecialFieldKind.UserPointer,

    /// <summary><see cref="SpecialFieldKind.ListHead"/>.</summary>
    ListHead = 1 << SpecialFieldKind.ListHead,

    /// <summary><see cref="SpecialFieldKind.ListNode"/>.</summary>
    ListNode = 1 << SpecialFieldKind.ListNode,

    /// <summary><see cref="SpecialFieldKind.TreeRoot"/>.</summary>
    TreeRoot = 1 << SpecialFieldKind.TreeRoot,

    /// <summary><see cref="SpecialFieldKind.TreeNode"/>.</summary>
    TreeNode = 1 << SpecialFieldKind.TreeNode,

    /// <summary><see cref="SpecialFieldKind.ReferenceCount"/>.</summary>
    ReferenceCount = 1 << SpecialFieldKind.ReferenceCount,
}
