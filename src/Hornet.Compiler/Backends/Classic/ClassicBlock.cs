// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>How a <see cref="ClassicBlock"/> ends.</summary>
internal enum ClassicExit
{
    /// <summary>A return instruction.</summary>
    Return,

    /// <summary>On to another block.</summary>
    Jump,

    /// <summary>A conditional jump.</summary>
    Branch,
}

/// <summary>Instructions of classic BPF without jumps among them, and where control goes after the last.</summary>
internal sealed class ClassicBlock
{
    /// <summary>The instructions before the exit.</summary>
    public List<(ClassicInstruction Instruction, SourceSpan Location)> Code { get; } = [];

    /// <summary>How it ends.</summary>
    public ClassicExit Exit { get; private set; }

    /// <summary>The return instruction, or the conditional jump without its distances.</summary>
    public ClassicInstruction Last { get; private set; }

    /// <summary>The part of the source the exit comes from.</summary>
    public SourceSpan Location { get; private set; }

    /// <summary>Where a conditional jump goes when its condition holds, or where a jump goes.</summary>
    public ClassicBlock? IfTrue { get; set; }

    /// <summary>Where a conditional jump goes when its condition does not hold.</summary>
    public ClassicBlock? IfFalse { get; set; }

    /// <summary>Whether it jumps to a block before it, which only <c>ja</c> can and only libpcap runs.</summary>
    public bool JumpsBack { get; init; }

    /// <summary>Adds an instruction.</summary>
    public void Add(ushort code, uint operand, SourceSpan location) => Code.Add((new ClassicInstruction(code, operand), location));

    /// <summary>Ends the block with a return instruction.</summary>
    public void EndWithReturn(ushort code, uint operand, SourceSpan location)
    {
        Exit = ClassicExit.Return;
        Last = new ClassicInstruction(code, operand);
        Location = location;
        IfTrue = IfFalse = null;
    }

    /// <summary>Ends the block by going on to another.</summary>
    public void EndWithJump(ClassicBlock target, SourceSpan location)
    {
        Exit = ClassicExit.Jump;
        Last = default;
        Location = location;
        IfTrue = target;
        IfFalse = null;
    }

    /// <summary>Ends the block with a conditional jump.</summary>
    public void EndWithBranch(ushort code, uint operand, ClassicBlock ifTrue, ClassicBlock ifFalse, SourceSpan location)
    {
        Exit = ClassicExit.Branch;
        Last = new ClassicInstruction(code, operand);
        Location = location;
        IfTrue = ifTrue;
        IfFalse = ifFalse;
    }
}
