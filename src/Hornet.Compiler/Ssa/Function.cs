// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>A function: blocks, of which the first is where control enters.</summary>
public sealed class Function
{
    private readonly List<Block> _blocks = [];
    private readonly List<StackSlot> _slots = [];
    private int _nextBlock;

    /// <summary>Creates a function without blocks.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="returnType">What it returns.</param>
    /// <param name="parameters">Its parameters; the first of a program is the context. At most five.</param>
    public Function(string name, SsaType returnType, params (string Name, SsaType Type)[] parameters)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parameters.Length, 5);
        Name = name;
        ReturnType = returnType;
        Parameters = [.. parameters.Select((p, i) => new Parameter(i, p.Type, p.Name))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it returns.</summary>
    public SsaType ReturnType { get; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The blocks; the first is the entry. The order of the others means nothing until a back end lays them out.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>The variables of its stack frame.</summary>
    public IReadOnlyList<StackSlot> Slots => _slots;

    /// <summary>Where control enters.</summary>
    public Block Entry => _blocks[0];

    /// <summary>Adds an empty block.</summary>
    public Block AddBlock()
    {
        var block = new Block(this, _nextBlock++);
        _blocks.Add(block);
        return block;
    }

    /// <summary>Makes a block the one where control enters.</summary>
    /// <param name="block">A block of the function.</param>
    public void SetEntry(Block block)
    {
        if (!_blocks.Remove(block))
            throw new ArgumentException("The block belongs to another function.", nameof(block));
        _blocks.Insert(0, block);
    }

    /// <summary>Removes blocks that control does not reach; the inputs of phis for them are the caller's to mend.</summary>
    /// <param name="which">Says of a block whether to remove it.</param>
    public void RemoveBlocks(Predicate<Block> which) => _blocks.RemoveAll(which);

    /// <summary>Adds a variable to the stack frame.</summary>
    /// <param name="size">The size in bytes.</param>
    /// <param name="alignment">The alignment in bytes: 1, 2, 4 or 8.</param>
    /// <param name="name">The name in dumps.</param>
    /// <param name="location">Where it is declared.</param>
    public StackSlot AddSlot(int size, int alignment, string name = "", SourceSpan location = default)
    {
        var slot = new StackSlot(_slots.Count, size, alignment, name, location);
        _slots.Add(slot);
        return slot;
    }
}
