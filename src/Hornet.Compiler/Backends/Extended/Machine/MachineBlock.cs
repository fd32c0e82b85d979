// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Instructions that run one after the other, and where control goes from there.</summary>
internal sealed class MachineBlock(int id)
{
    /// <summary>Its place in <see cref="MachineFunction.Blocks"/>.</summary>
    public int Id { get; set; } = id;

    /// <summary>The instructions, without the conditional jump at the end.</summary>
    public List<MachineInstruction> Instructions { get; set; } = [];

    /// <summary>The conditional jump to <see cref="Taken"/>, or null.</summary>
    public MachineInstruction? Condition { get; set; }

    /// <summary>Where to when the condition holds.</summary>
    public MachineBlock? Taken { get; set; }

    /// <summary>Where to otherwise; null when the last instruction leaves the function.</summary>
    public MachineBlock? Next { get; set; }

    /// <summary>How many loops it stands in.</summary>
    public int LoopDepth { get; set; }

    /// <summary>Where control may go.</summary>
    public IEnumerable<MachineBlock> Successors
    {
        get
        {
            if (Taken is not null)
                yield return Taken;
            if (Next is not null && Next != Taken)
                yield return Next;
        }
    }
}
