// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a parameter of a kernel function wants, as far as its declaration tells.</summary>
internal enum ParameterKind : byte
{
    /// <summary>Not looked at (<c>__ign</c>).</summary>
    Ignored,

    /// <summary>Filled in by the kernel (<c>__prog</c>).</summary>
    Program,

    /// <summary>A number.</summary>
    Scalar,

    /// <summary>A known number (<c>__k</c>).</summary>
    Constant,

    /// <summary>The known size of the read-only memory that is returned (<c>rdonly_buf_size</c>).</summary>
    ReadOnlyResultSize,

    /// <summary>The known size of the memory that is returned (<c>rdwr_buf_size</c>).</summary>
    ResultSize,

    /// <summary>The program's context.</summary>
    Context,

    /// <summary>An object of the program's own making that the function takes (<c>__alloc</c>).</summary>
    AllocatedObject,

    /// <summary>An object of the program's own making with a reference count (<c>__refcounted_kptr</c>).</summary>
    CountedObject,

    /// <summary>A dynptr.</summary>
    Dynptr,

    /// <summary>An iterator on the stack.</summary>
    Iterator,

    /// <summary>A <c>struct bpf_list_head</c>.</summary>
    ListHead,

    /// <summary>A <c>struct bpf_list_node</c>.</summary>
    ListNode,

    /// <summary>A <c>struct bpf_rb_root</c>.</summary>
    TreeRoot,

    /// <summary>A <c>struct bpf_rb_node</c>.</summary>
    TreeNode,

    /// <summary>A string in a read-only map (<c>__str</c>).</summary>
    ConstantString,

    /// <summary>A map (<c>__map</c>).</summary>
    Map,

    /// <summary>A <c>struct bpf_wq</c>.</summary>
    WorkQueue,

    /// <summary>A <c>struct bpf_task_work</c>.</summary>
    TaskWork,

    /// <summary>Interrupt flags on the stack (<c>__irq_flag</c>).</summary>
    InterruptFlags,

    /// <summary>A <c>struct bpf_res_spin_lock</c>.</summary>
    ResilientLock,

    /// <summary>A function of the program, or whatever else the register holds.</summary>
    Callback,

    /// <summary>A kernel object or memory, whichever the register holds.</summary>
    ObjectOrMemory,

    /// <summary>Something that cannot be passed.</summary>
    Unknown,
}
