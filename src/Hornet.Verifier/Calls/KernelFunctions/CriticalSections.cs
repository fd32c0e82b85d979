// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Sections that kernel functions begin and end: RCU read sections, preemption turned off; and what may not be called in them.</summary>
internal sealed class CriticalSections
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public CriticalSections(Analysis analysis) => _analysis = analysis;

    /// <summary>Whether objects that RCU protects stay alive: in a section, under a lock, or where programs cannot sleep.</summary>
    public static bool IsRcuProtected(VerifierState state) => state.RcuDepth > 0 || state.ActiveLocks > 0 || !state.MaySleep;

    /// <summary>Applies what a function does to the sections, and checks that it may be called in those that it is in.</summary>
    public void Apply(KernelFunctionSignature function)
    {
        bool sleeps = function.Has(KfuncTraits.MightSleep);
        ApplyRcu(function, sleeps);
        ApplyPreemption(function, sleeps);
        if (sleeps && _analysis.State.ActiveInterruptsId != 0)
            throw Refuse($"kernel func {function.Name} is sleepable within IRQ-disabled region");
        if (function.Has(KfuncTraits.RcuProtected) && !IsRcuProtected(_analysis.State))
            throw Refuse($"kernel func {function.Name} requires RCU critical section protection");
    }

    private void ApplyRcu(KernelFunctionSignature function, bool sleeps)
    {
        VerifierState state = _analysis.State;
        bool begins = function.Role == KernelFunctionRole.RcuLock, ends = function.Role == KernelFunctionRole.RcuUnlock;
        if (state.RcuDepth == 0)
        {
            if (ends)
                throw Refuse($"unmatched rcu read unlock (kernel function {function.Name})");
            state.RcuDepth = begins ? 1 : 0;
            return;
        }

        if ((begins || ends) && IsComparingNodes())
            throw Refuse($"Calling bpf_rcu_read_{{lock,unlock}} in unnecessary rbtree callback");
        if (begins)
            throw Refuse($"nested rcu read lock (kernel function {function.Name})");
        if (ends)
            EndRcu(state);
        else if (sleeps)
            throw Refuse($"kernel func {function.Name} is sleepable within rcu_read_lock region");
    }

    private void ApplyPreemption(KernelFunctionSignature function, bool sleeps)
    {
        VerifierState state = _analysis.State;
        if (function.Role == KernelFunctionRole.PreemptionOff)
        {
            state.PreemptionDepth++;
        }
        else if (function.Role == KernelFunctionRole.PreemptionOn)
        {
            if (state.PreemptionDepth == 0)
                throw Refuse($"unmatched attempt to enable preemption (kernel function {function.Name})");
            state.PreemptionDepth--;
        }
        else if (sleeps && state.PreemptionDepth > 0)
        {
            throw Refuse($"kernel func {function.Name} is sleepable within non-preemptible region");
        }
    }

    /// <summary>Whether the running function is one that compares nodes of a tree, under the tree's lock.</summary>
    public bool IsComparingNodes()
    {
        StackFrame frame = _analysis.Frame;
        return frame.IsCallback && frame.CallSite >= 0
            && _analysis.Program.KernelFunctions[frame.CallSite] is { } caller && KernelFunctionRoles.Of(caller) == KernelFunctionRole.TreeAdd;
    }

    // What the section kept alive may be gone: it can only be read through with care.
    private void EndRcu(VerifierState state)
    {
        state.RcuDepth = 0;
        _analysis.References.Visit(default(Distrust));
        for (int i = 0; i <= state.FrameIndex; i++)
        {
            StackFrame frame = state[i];
            for (int slot = 0; slot < frame.SlotCount; slot++)
            {
                if (frame.KindsOf(slot)[0] == SlotKind.Iterator)
                    default(Distrust).Visit(ref frame.Slots[slot]);
            }
        }
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Resources, message);

    private readonly struct Distrust : IRegisterVisitor
    {
        public void Visit(ref RegisterState register)
        {
            if (register.Has(ValueFlags.Rcu))
                register.Flags = (register.Flags & ~(ValueFlags.Rcu | ValueFlags.MaybeNull)) | ValueFlags.Untrusted;
        }
    }
}
