// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Helpers that the machine itself knows.</summary>
internal static class HelperNumbers
{
    /// <summary><c>bpf_tail_call</c>: an operation of the interpreter, because it does not return.</summary>
    public const int TailCall = (int)HelperId.TailCall;

    /// <summary>Says which helper a program wants that the machine does not have.</summary>
    public static string DescribeMissing(int number, ProgramType type)
    {
        var helper = (HelperId)number;
        return Objects.Helpers.IsKnown(helper)
            ? $"call of the helper bpf_{helper.ToText()} ({number}), which the virtual machine does not offer to {type.ToText()} programs"
            : $"call of the unknown helper {number}";
    }
}
