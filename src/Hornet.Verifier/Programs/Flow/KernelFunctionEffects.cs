// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What calls of kernel functions do to the flow of a program and to its callers.</summary>
internal static class KernelFunctionEffects
{
    /// <summary>Whether it calls a function of the program before it returns.</summary>
    public static bool CallsBack(string name) => name is "bpf_rbtree_add_impl";

    /// <summary>Whether it makes a function of the program be called later.</summary>
    public static bool CallsBackLater(string name) => name is "bpf_wq_set_callback_impl" or "bpf_task_work_schedule_signal" or "bpf_task_work_schedule_resume"
        or "bpf_task_work_schedule_signal_impl" or "bpf_task_work_schedule_resume_impl";

    /// <summary>Whether it moves an iterator on.</summary>
    public static bool IsIteratorNext(string name) =>
        name.StartsWith("bpf_iter_", StringComparison.Ordinal) && name.EndsWith("_next", StringComparison.Ordinal);

    /// <summary>Whether it may sleep.</summary>
    public static bool MightSleep(string name) => Kfuncs.Find(name)?.Has(KfuncTraits.MightSleep) == true;

    /// <summary>Its parameters and result by the kernel's types; null where these do not have it.</summary>
    public static BtfFunctionPrototype? Prototype(BtfSet btfs, string name)
    {
        if (!btfs.TryFindKernelType(name, BtfKind.Function, out short btf, out uint id))
            return null;
        Btf types = btfs[btf];
        return types[id] is BtfFunction function ? types[function.TypeId] as BtfFunctionPrototype : null;
    }

    /// <summary>Whether it may move the packet.</summary>
    public static bool ChangesPacketData(string name) => name is "bpf_xdp_pull_data";

    /// <summary>Whether it throws.</summary>
    public static bool Throws(string name) => name is "bpf_throw";
}
