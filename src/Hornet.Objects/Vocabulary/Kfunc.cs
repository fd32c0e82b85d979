// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>A function of the kernel that programs may call by name (a <i>kfunc</i>), as Linux 6.18 has it.</summary>
public sealed class Kfunc
{
    private readonly int _index;
    private readonly ulong _callers;

    internal Kfunc(int index, string name, string signature, KfuncTraits traits, ulong callers)
    {
        _index = index;
        _callers = callers;
        Name = name;
        Signature = signature;
        Traits = traits;
    }

    /// <summary>The name, for example <c>bpf_task_acquire</c>.</summary>
    public string Name { get; }

    /// <summary>The C declaration. The names of parameters count: <c>len__sz</c> is the size of the memory before it.</summary>
    public string Signature { get; }

    /// <summary>What the verifier knows about a call beyond the C types.</summary>
    public KfuncTraits Traits { get; }

    /// <summary>Whether the function has all of the traits.</summary>
    public bool Has(KfuncTraits traits) => (Traits & traits) == traits;

    /// <summary>Whether a program may call the function. What an extension program may call is its target's affair, so everything is allowed.</summary>
    /// <param name="programType">The program's type.</param>
    /// <param name="attachType">The program's hook, where it matters; null asks whether any hook of the type allows it.</param>
    public bool IsAllowed(ProgramType programType, AttachType? attachType = null)
    {
        if (programType == ProgramType.Extension)
            return true;
        if ((uint)programType >= 64 || (_callers >> (int)programType & 1) == 0)
            return false;
        return attachType is not { } hook || Kfuncs.IsAllowedAt(_index, programType, hook);
    }

    /// <summary>The C declaration.</summary>
    public override string ToString() => Signature;
}
