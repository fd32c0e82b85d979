// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>
/// Chooses instructions for each operation as it stands, for programs that show what was written (<c>tcpdump -O</c>). A slot is the word of scratch memory
/// with its number. What an operation computes is in A or X and is used before the next operation takes that register: a front end keeps what it
/// needs longer in slots. X gets what is a second operand or an index; all else goes through A.
/// </summary>
internal sealed class DirectSelector
{
    private readonly Dictionary<Block, ClassicBlock> _blocks = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, int> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Value> _wantedInX = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Value> _skipped = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Block, (Value? A, Value? X)> _atEnd = new(ReferenceEqualityComparer.Instance);

    // The block being written, and which values the registers hold.
    private ClassicBlock _code = new();
    private Value? _a;
    private Value? _x;

    private DirectSelector()
    {
    }

    /// <summary>Chooses instructions for a function.</summary>
    /// <returns>The block where the program starts.</returns>
    public static ClassicBlock Select(Function function)
    {
        var selector = new DirectSelector();
        foreach (Block block in function.Blocks)
        {
            selector._blocks[block] = new ClassicBlock();
            foreach (Operation operation in block.Operations)
                selector.NoteUses(operation);
        }

        foreach ((Block block, Block? from) in FromTheEntry(function))
            selector.WriteBlock(block, from);
        var graph = new ControlFlowGraph(function);
        if (graph.HasLoops)
            selector.WriteJumpsBack(graph);
        return selector._blocks[function.Entry];
    }

    /// <summary>Puts a block that only jumps in the place of each target that stands before.</summary>
    private void WriteJumpsBack(ControlFlowGraph graph)
    {
        foreach (Block block in graph.ReversePostOrder)
        {
            // A switch is several blocks here; front ends of classic programs make none that loops.
            ClassicBlock code = _blocks[block];
            foreach (Block target in block.Terminator.Targets)
            {
                if (graph.Position(target) > graph.Position(block))
                    continue;
                var back = new ClassicBlock { JumpsBack = true };
                back.EndWithJump(_blocks[target], block.Terminator.Location);
                if (code.IfTrue == _blocks[target])
                    code.IfTrue = back;
                if (code.IfFalse == _blocks[target])
                    code.IfFalse = back;
            }
        }
    }

    private void NoteUses(Operation operation)
    {
        foreach (Value operand in operation.Operands)
            _uses[operand] = _uses.GetValueOrDefault(operand) + 1;
        Value? second = operation switch
        {
            PacketLoad { Index: { } index } => index,
            BinaryOperation binary => binary.Right,
            CompareOperation compare => compare.Right,
            _ => null,
        };
        if (second is not (null or Constant))
            _wantedInX.Add(second);
    }

    /// <summary>The blocks, each after the one that alone leads to it, if there is one: the registers still hold there what they held at its end.</summary>
    private static IEnumerable<(Block Block, Block? From)> FromTheEntry(Function function)
    {
        var arrivals = new Dictionary<Block, int>(ReferenceEqualityComparer.Instance);
        foreach (Block block in function.Blocks)
        {
            foreach (Block target in block.Terminator.Targets)
                arrivals[target] = arrivals.GetValueOrDefault(target) + 1;
        }

        var pending = new Stack<(Block Block, Block? From)>();
        foreach (Block block in function.Blocks)
        {
            if (arrivals.GetValueOrDefault(block) != 1 || ReferenceEquals(block, function.Entry))
                pending.Push((block, null));
        }

        while (pending.TryPop(out (Block Block, Block? From) next))
        {
            yield return next;
            foreach (Block target in next.Block.Terminator.Targets.ToArray())
            {
                if (arrivals[target] == 1)
                    pending.Push((target, next.Block));
            }
        }
    }

    private void WriteBlock(Block block, Block? from)
    {
        _code = _blocks[block];
        (_a, _x) = from is null ? (null, null) : _atEnd[from];
        foreach (Operation operation in block.Operations)
            FindHeaderLength(operation);
        foreach (Operation operation in block.Operations)
        {
            if (!_skipped.Contains(operation))
                WriteOperation(operation);
        }

        _atEnd[block] = (_a, _x);
    }

    /// <summary>Finds <c>(byte &amp; 0xf) &lt;&lt; 2</c> that X gets, which is one instruction.</summary>
    private void FindHeaderLength(Operation operation)
    {
        if (_wantedInX.Contains(operation) && ClassicForms.TryMatchHeaderLength(operation, out PacketLoad? load, out Operation? masked)
            && _uses[load] == 1 && _uses[masked] == 1)
        {
            _skipped.Add(load);
            _skipped.Add(masked);
        }
    }

    private void WriteOperation(Operation operation)
    {
        SourceSpan location = operation.Location;
        switch (operation)
        {
            case LoadOperation { Address: StackSlot slot }:
                Write(operation, ClassicOpcodes.LoadMemory, ClassicOpcodes.LoadXMemory, Word(slot));
                break;
            case StoreOperation { Address: StackSlot slot } store:
                WriteStore(store, Word(slot));
                break;
            case PacketLoad load:
                if (load.Index is { } index)
                    NeedInX(index, location);
                SetA(load, load.Index is null ? ClassicForms.Load(load.Size) : ClassicForms.IndirectLoad(load.Size), load.Offset);
                break;
            case PacketLength:
                Write(operation, ClassicOpcodes.LoadLength, ClassicOpcodes.LoadXLength, 0);
                break;
            case PacketMetadata metadata:
                SetA(metadata, ClassicForms.Load(metadata.Extension), metadata.Extension.Operand());
                break;
            case BinaryOperation binary:
                WriteBinary(binary);
                break;
            case UnaryOperation { Operator: UnaryOperator.Negate } negation:
                NeedInA(negation.Operand, location);
                SetA(negation, ClassicOpcodes.Negate, 0);
                break;
            case CompareOperation:
                // Written by the branch that uses it.
                break;
            case Terminator terminator:
                WriteTerminator(terminator);
                break;
            default:
                throw Unsupported(operation);
        }
    }

    private void WriteStore(StoreOperation store, uint word)
    {
        if (ReferenceEquals(store.Stored, _x) && !ReferenceEquals(store.Stored, _a))
        {
            _uses[store.Stored]--;
            _code.Add(ClassicOpcodes.StoreX, word, store.Location);
            return;
        }

        NeedInA(store.Stored, store.Location);
        _code.Add(ClassicOpcodes.Store, word, store.Location);
    }

    private void WriteBinary(BinaryOperation binary)
    {
        SourceSpan location = binary.Location;
        if (_wantedInX.Contains(binary) && ClassicForms.TryMatchHeaderLength(binary, out PacketLoad? load, out _) && _skipped.Contains(load))
        {
            _code.Add(ClassicOpcodes.LoadXHeaderLength, load.Offset, location);
            _x = binary;
            return;
        }

        if (!ClassicForms.TryGetArithmetic(binary, out ushort code))
            throw Unsupported(binary);
        if (binary.Right is Constant constant)
        {
            NeedInA(binary.Left, location);
            SetA(binary, code, (uint)constant.Bits);
            return;
        }

        NeedInX(binary.Right, location);
        NeedInA(binary.Left, location);
        SetA(binary, (ushort)(code | ClassicForms.OperandX), 0);
    }

    private void WriteTerminator(Terminator terminator)
    {
        SourceSpan location = terminator.Location;
        switch (terminator)
        {
            case Jump jump:
                _code.EndWithJump(_blocks[jump.Target], location);
                break;
            case Branch { Condition: Constant constant } branch:
                _code.EndWithJump(_blocks[constant.Bits != 0 ? branch.IfTrue : branch.IfFalse], location);
                break;
            case Branch { Condition: CompareOperation compare } branch:
                WriteBranch(compare, _blocks[branch.IfTrue], _blocks[branch.IfFalse]);
                break;
            case Switch @switch:
                WriteSwitch(@switch);
                break;
            case Return { Result: Constant constant }:
                _code.EndWithReturn(ClassicOpcodes.Return, (uint)constant.Bits, location);
                break;
            case Return { Result: { } result }:
                NeedInA(result, location);
                _code.EndWithReturn(ClassicOpcodes.ReturnA, 0, location);
                break;
            default:
                throw Unsupported(terminator);
        }
    }

    private void WriteBranch(CompareOperation compare, ClassicBlock ifTrue, ClassicBlock ifFalse)
    {
        if (!ClassicForms.TryGetJump(compare.Comparison, out ushort code, out bool turned))
            throw Unsupported(compare);
        if (turned)
            (ifTrue, ifFalse) = (ifFalse, ifTrue);
        if (compare.Right is Constant constant)
        {
            NeedInA(compare.Left, compare.Location);
            _code.EndWithBranch(code, (uint)constant.Bits, ifTrue, ifFalse, compare.Location);
            return;
        }

        NeedInX(compare.Right, compare.Location);
        NeedInA(compare.Left, compare.Location);
        _code.EndWithBranch((ushort)(code | ClassicForms.OperandX), 0, ifTrue, ifFalse, compare.Location);
    }

    private void WriteSwitch(Switch @switch)
    {
        NeedInA(@switch.Selector, @switch.Location);
        ReadOnlySpan<ulong> cases = @switch.Cases;
        for (int i = 0; i < cases.Length; i++)
        {
            var next = new ClassicBlock();
            _code.EndWithBranch(ClassicOpcodes.JumpIfEqual, (uint)cases[i], _blocks[@switch.Targets[i]], next, @switch.Location);
            _code = next;
        }

        _code.EndWithJump(_blocks[@switch.Otherwise], @switch.Location);
    }

    /// <summary>Writes a load into the register the value is wanted in.</summary>
    private void Write(Operation operation, ushort code, ushort codeForX, uint operand)
    {
        if (!_wantedInX.Contains(operation))
        {
            SetA(operation, code, operand);
            return;
        }

        _code.Add(codeForX, operand, operation.Location);
        _x = operation;
    }

    private void SetA(Operation operation, ushort code, uint operand)
    {
        // What X gets later must not be lost with A.
        if (_a is Operation lost && !ReferenceEquals(lost, _x) && _wantedInX.Contains(lost) && _uses[lost] > 0)
            NeedInX(lost, lost.Location, isUse: false);
        _code.Add(code, operand, operation.Location);
        _a = operation;
    }

    private void NeedInA(Value value, SourceSpan location)
    {
        _uses[value]--;
        if (ReferenceEquals(value, _a))
            return;
        if (value is Constant constant)
            _code.Add(ClassicOpcodes.LoadImmediate, (uint)constant.Bits, location);
        else if (ReferenceEquals(value, _x))
            _code.Add(ClassicOpcodes.CopyXToA, 0, location);
        else
            throw new InvalidOperationException($"A value is neither in A nor in X where {location.Text} needs it; the front end keeps it in a slot.");
        _a = value;
    }

    private void NeedInX(Value value, SourceSpan location, bool isUse = true)
    {
        if (isUse)
            _uses[value]--;
        if (ReferenceEquals(value, _x))
            return;
        if (value is Constant constant)
            _code.Add(ClassicOpcodes.LoadXImmediate, (uint)constant.Bits, location);
        else if (ReferenceEquals(value, _a))
            _code.Add(ClassicOpcodes.CopyAToX, 0, location);
        else
            throw new InvalidOperationException($"A value is neither in A nor in X where {location.Text} needs it; the front end keeps it in a slot.");
        _x = value;
    }

    private static uint Word(StackSlot slot) =>
        slot.Index < ClassicOpcodes.MemoryWords ? (uint)slot.Index : throw ClassicLimitException.Memory(slot.Index + 1);

    private static InvalidOperationException Unsupported(Operation operation) =>
        new($"Classic BPF has nothing for {operation.GetType().Name}.");
}
