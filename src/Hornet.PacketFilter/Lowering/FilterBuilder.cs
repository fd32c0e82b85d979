// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Lowering;

/// <summary>The function that a filter becomes, while it is made.</summary>
internal sealed class FilterBuilder
{
    /// <summary>
    /// As many blocks as a filter may take while it is made. Only expressions that are compiled anew for thousands of encapsulations come near; no
    /// back end takes a program a tenth of this.
    /// </summary>
    private const int MaximumBlocks = 1_000_000;

    private readonly Dictionary<object, object> _shared = [];

    public FilterBuilder(PacketFilterOptions options, FilterTarget target)
    {
        Options = options;
        Target = target;
        Function = new Function("filter", SsaType.Int32, ("context", SsaType.Pointer));
        Pending = Function.AddBlock();
        Words = new ScratchWords(Function);
    }

    public PacketFilterOptions Options { get; }

    public FilterTarget Target { get; }

    public Function Function { get; }

    public ScratchWords Words { get; }

    /// <summary>Where ways out lead that lead nowhere yet.</summary>
    public Block Pending { get; }

    /// <summary>Adds an empty block.</summary>
    /// <param name="span">The test it is for, which the message names if there are too many.</param>
    public Block NewBlock(SourceSpan span)
    {
        if (Function.Blocks.Count >= MaximumBlocks)
            throw new PacketFilterException("the expression is too large: it needs more than a million tests", span);
        return Function.AddBlock();
    }

    /// <summary>The word of a variable offset, taken when it is asked for first; what fills it comes before every test.</summary>
    public StackSlot WordOf(OffsetVariable variable) => variable.Slot ??= Words.TakeFresh();

    /// <summary>What is made once for a key and used again: tests that can never run one after the other share their words.</summary>
    public T Share<T>(object key, Func<T> make) where T : class
    {
        if (!_shared.TryGetValue(key, out object? value))
            _shared.Add(key, value = make());
        return (T)value;
    }
}
