// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What a link that was opened by its number or its pin is attached to: known by its kind here, in full by <see cref="KernelLink.GetInfo"/>.</summary>
/// <param name="Type">The kind of link.</param>
/// <param name="LinkId">The link's number.</param>
public sealed record OpenedTarget(BpfLinkType Type, uint LinkId) : KernelTarget
{
    /// <summary>The kind and number of the link.</summary>
    public override string ToString() => $"the target of the {Type.ToText()} link {LinkId}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program) =>
        throw new BpfException($"{Attaching(program)}: a link that exists can be updated (KernelLink.Update), not attached to.");
}
