// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>A function in machine instructions.</summary>
internal sealed class MachineFunction(Function source)
{
    public Function Source { get; } = source;

    /// <summary>The blocks; the first is the entry.</summary>
    public List<MachineBlock> Blocks { get; } = [];

    /// <summary>What has a place in the stack frame.</summary>
    public List<StackVariable> Frame { get; } = [];

    /// <summary>How many register numbers are taken, those of the machine included.</summary>
    public int RegisterCount { get; private set; } = MachineInstruction.FirstVirtual;

    /// <summary>The bytes of the stack frame, once it is laid out.</summary>
    public int FrameSize { get; set; }

    public MachineBlock AddBlock()
    {
        var block = new MachineBlock(Blocks.Count);
        Blocks.Add(block);
        return block;
    }

    public int NewRegister() => RegisterCount++;

    public StackVariable AddVariable(int size, int alignment, SourceSpan location)
    {
        var variable = new StackVariable(size, alignment, location);
        Frame.Add(variable);
        return variable;
    }

    /// <summary>Numbers the blocks anew after some were removed or moved.</summary>
    public void Renumber()
    {
        for (int i = 0; i < Blocks.Count; i++)
            Blocks[i].Id = i;
    }
}
