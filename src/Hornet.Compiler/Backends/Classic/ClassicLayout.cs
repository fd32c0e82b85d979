// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>
/// Puts blocks into an order and writes their jumps. The order is the one libpcap's listings show: behind a block stand what follows when its
/// condition holds, then what follows when it does not, each block before all it goes to. The program is therefore written from its end: when a block's turn comes, the
/// distances to its targets are known, and a target farther than the 255 instructions a conditional jump reaches gets a <c>ja</c> behind the jump.
/// </summary>
internal sealed class ClassicLayout
{
    private const int Reach = byte.MaxValue;

    // From the last instruction to the first.
    private readonly List<ClassicInstruction> _instructions = [];
    private readonly List<SourceSpan> _locations = [];

    // How many instructions there are from the first of a block to the end of the program.
    private readonly Dictionary<ClassicBlock, int> _starts = new(ReferenceEqualityComparer.Instance);

    // Jumps to blocks that stand before them, whose distance is known at the end.
    private readonly List<(int Index, ClassicBlock Target)> _backward = [];

    // The nearest place behind which a jump to a block stands already; null where each far jump gets its own, as libpcap has it.
    private readonly Dictionary<ClassicBlock, int>? _relays;

    private ClassicLayout(bool shareJumps) =>
        _relays = shareJumps ? new Dictionary<ClassicBlock, int>(ReferenceEqualityComparer.Instance) : null;

    /// <summary>Lays out a program.</summary>
    /// <param name="entry">Where it starts; blocks reach themselves only by those that jump back.</param>
    /// <param name="shareJumps">Whether conditional jumps that do not reach a block use one <c>ja</c> together where they can.</param>
    /// <exception cref="ClassicLimitException">It is longer than the kernel takes.</exception>
    public static ClassicCode Write(ClassicBlock entry, bool shareJumps)
    {
        var layout = new ClassicLayout(shareJumps);
        foreach (ClassicBlock block in PostOrder(Skip(entry)))
            layout.WriteBlock(block);
        foreach ((int index, ClassicBlock target) in layout._backward)
            layout._instructions[index] = new ClassicInstruction(ClassicOpcodes.Jump, unchecked((uint)(index - layout._starts[target])));
        if (layout._instructions.Count > ClassicOpcodes.MaximumInstructions)
            throw ClassicLimitException.Instructions(layout._instructions.Count);
        layout._instructions.Reverse();
        layout._locations.Reverse();
        return new ClassicCode([.. layout._instructions], [.. layout._locations]);
    }

    /// <summary>The blocks reached from one, each after all it goes to; what follows a condition that does not hold comes first.</summary>
    public static List<ClassicBlock> PostOrder(ClassicBlock entry)
    {
        var order = new List<ClassicBlock>();
        var seen = new HashSet<ClassicBlock>(ReferenceEqualityComparer.Instance) { entry };
        var stack = new Stack<(ClassicBlock Block, int Next)>();
        stack.Push((entry, 0));
        while (stack.TryPop(out (ClassicBlock Block, int Next) top))
        {
            if (top.Next == 2)
            {
                order.Add(top.Block);
                continue;
            }

            stack.Push((top.Block, top.Next + 1));
            ClassicBlock? target = top.Next == 0 ? top.Block.IfFalse : top.Block.IfTrue;
            if (target is not null && seen.Add(Skip(target)))
                stack.Push((Skip(target), 0));
        }

        return order;
    }

    /// <summary>Where control comes to work from a block: past blocks that only go on.</summary>
    public static ClassicBlock Skip(ClassicBlock block)
    {
        while (block.Exit == ClassicExit.Jump && block.Code.Count == 0 && !block.JumpsBack)
            block = block.IfTrue!;
        return block;
    }

    private void WriteBlock(ClassicBlock block)
    {
        switch (block.Exit)
        {
            case ClassicExit.Return:
                Write(block.Last, block.Location);
                break;
            case ClassicExit.Jump when block.JumpsBack:
                _backward.Add((_instructions.Count, Skip(block.IfTrue!)));
                Write(new ClassicInstruction(ClassicOpcodes.Jump), block.Location);
                break;
            case ClassicExit.Jump:
                int distance = Distance(block.IfTrue!, 0);
                if (distance > 0)
                    Write(new ClassicInstruction(ClassicOpcodes.Jump, (uint)distance), block.Location);
                break;
            default:
                WriteBranch(block);
                break;
        }

        foreach ((ClassicInstruction instruction, SourceSpan location) in Enumerable.Reverse(block.Code))
            Write(instruction, location);
        _starts[block] = _instructions.Count;
    }

    private void WriteBranch(ClassicBlock block)
    {
        ClassicBlock ifTrue = block.IfTrue!;
        ClassicBlock ifFalse = block.IfFalse!;
        bool farTrue = NearDistance(ifTrue, 0) > Reach;
        bool farFalse = NearDistance(ifFalse, farTrue ? 1 : 0) > Reach;
        farTrue |= farFalse && NearDistance(ifTrue, 1) > Reach;
        int between = (farTrue ? 1 : 0) + (farFalse ? 1 : 0);
        int jumpTrue = farTrue ? 0 : NearDistance(ifTrue, between);
        int jumpFalse = farFalse ? between - 1 : NearDistance(ifFalse, between);
        if (farFalse)
            WriteRelay(ifFalse, block.Location);
        if (farTrue)
            WriteRelay(ifTrue, block.Location);
        Write(block.Last with { JumpTrue = (byte)jumpTrue, JumpFalse = (byte)jumpFalse }, block.Location);
    }

    private void WriteRelay(ClassicBlock target, SourceSpan location)
    {
        Write(new ClassicInstruction(ClassicOpcodes.Jump, (uint)Distance(target, 0)), location);
        if (_relays is not null)
            _relays[Skip(target)] = _instructions.Count;
    }

    /// <summary>How many instructions lie between the next one written, with others yet to be written behind it, and a block.</summary>
    private int Distance(ClassicBlock target, int between) => _instructions.Count + between - _starts[Skip(target)];

    /// <summary>The distance to a block or to a jump to it, whichever is nearer.</summary>
    private int NearDistance(ClassicBlock target, int between)
    {
        int start = _starts[Skip(target)];
        if (_instructions.Count + between - start > Reach && _relays is not null && _relays.TryGetValue(Skip(target), out int relay))
            start = relay;
        return _instructions.Count + between - start;
    }

    private void Write(ClassicInstruction instruction, SourceSpan location)
    {
        _instructions.Add(instruction);
        _locations.Add(location);
    }
}
