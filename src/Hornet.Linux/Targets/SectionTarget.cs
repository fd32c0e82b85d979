// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>What a section name (<c>SEC("tracepoint/sched/sched_switch")</c>) says a program is attached to.</summary>
internal static class SectionTarget
{
    /// <summary>The target that a program's section name tells.</summary>
    /// <exception cref="BpfException">The name tells no target: what is missing, and which target to give instead.</exception>
    public static KernelTarget Of(KernelProgram program) =>
        TracingSections.Find(program) ?? NetworkSections.Find(program)
        ?? throw new BpfException($"Attaching the program '{program.Name}': its section '{program.Spec.SectionName}' does not tell where; give a target, such as new XdpTarget(\"eth0\").");
}
