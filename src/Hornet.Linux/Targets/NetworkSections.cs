// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Section names of network, cgroup and socket programs, and the targets they tell.</summary>
internal static class NetworkSections
{
    /// <summary>The target, or null when the section is of another family or tells none.</summary>
    public static KernelTarget? Find(KernelProgram program) => program.Spec.Type switch
    {
        _ => null,
    };
}
