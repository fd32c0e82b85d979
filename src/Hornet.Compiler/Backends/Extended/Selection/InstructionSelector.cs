// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// Chooses machine instructions for the operations of a function. Values of 32 bits are kept with zeros in the upper half wherever the
/// instruction that makes them gives that for nothing; the others are extended where 64 bits are read.
/// </summary>
internal sealed partial class InstructionSelector
{
    private const int Context = 1;

    private readonly Function _function;
    private readonly ExtendedOptions _options;
    private readonly MachineFunction _machine;
    private readonly ValueUses _uses;
    private readonly Dictionary<Value, int> _registers = [];
    private readonly Dictionary<StackSlot, StackVariable> _slots = [];
    private readonly Dictionary<Block, MachineBlock> _entries = [];
    private readonly IReadOnlyList<Block> _order;
    private MachineBlock _block;
    private SourceSpan _location;

    private InstructionSelector(Function function, ExtendedOptions options)
    {
        _function = function;
        _options = options;
        _machine = new MachineFunction(function);
        _order = ReversePostOrder.Of(function);
        _uses = new ValueUses(_order);
        foreach (Block block in _order)
            _entries.Add(block, _machine.AddBlock());
        _block = _entries[function.Entry];
        foreach (StackSlot slot in function.Slots.Where(slot => _uses.Of(slot).Count > 0))
            _slots.Add(slot, _machine.AddVariable(slot.Size, slot.Alignment, slot.Location));
    }

    private CpuVersion Version => _options.CpuVersion;

    /// <summary>Chooses instructions.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">What they may be.</param>
    /// <exception cref="CodeGenerationException">An operation has no instructions in extended BPF.</exception>
    public static MachineFunction Select(Function function, ExtendedOptions options)
    {
        var selector = new InstructionSelector(function, options);
        selector.TakeParameters();
        foreach (Block block in selector._order)
            selector.SelectBlock(block);
        return selector._machine;
    }

    private void TakeParameters()
    {
        foreach (Parameter parameter in _function.Parameters.Where(parameter => _uses.Of(parameter).Count > 0 || IsPacketContext(parameter)))
            Emit(Build.Move(RegisterOf(parameter), Context + parameter.Index));
    }

    private void SelectBlock(Block block)
    {
        _block = _entries[block];
        if (!block.IsFinished)
            throw Fault($"block {block} has no terminator");
        foreach (Operation operation in block.Operations)
        {
            _location = operation.Location;
            if (operation is Terminator terminator)
                SelectTerminator(block, terminator);
            else if (_uses.IsLive(operation))
                SelectStep(operation);
        }
    }

    private void SelectStep(Operation operation)
    {
        switch (operation)
        {
            case PhiOperation:
                break;
            case BinaryOperation binary:
                SelectBinary(binary);
                break;
            case UnaryOperation unary:
                SelectUnary(unary);
                break;
            case ConvertOperation convert:
                SelectConvert(convert);
                break;
            case CompareOperation compare:
                if (_uses.NeedsNumber(compare))
                    SelectChoice(compare, (yes, no) => SelectComparison(compare.Comparison, compare.Left, compare.Right, yes, no), destination => Build.Constant(destination, 1), destination => Build.Constant(destination, 0));
                break;
            case SelectOperation select:
                SelectChoice(select, (yes, no) => SelectCondition(select.Condition, yes, no), destination => Copy(destination, select.IfTrue), destination => Copy(destination, select.IfFalse));
                break;
            case LoadOperation load:
                SelectLoad(load);
                break;
            case StoreOperation store:
                SelectStore(store);
                break;
            case AtomicAccess atomic:
                SelectAtomic(atomic);
                break;
            case CallOperation call:
                SelectCall(call);
                break;
            case PacketLoad load:
                SelectPacketLoad(load);
                break;
            default:
                throw Fault($"the operation {operation.GetType().Name} must be lowered before code is generated");
        }
    }

    /// <summary>One of two values by a condition: the first is put in place, and the second over it when the condition does not hold.</summary>
    private void SelectChoice(Operation result, Action<MachineBlock, MachineBlock> condition, Func<int, MachineInstruction> ifTrue, Func<int, MachineInstruction> ifFalse)
    {
        int destination = RegisterOf(result);
        MachineBlock otherwise = _machine.AddBlock();
        MachineBlock rest = _machine.AddBlock();
        Emit(ifTrue(destination));
        condition(rest, otherwise);
        _block = otherwise;
        Emit(ifFalse(destination));
        _block.Next = rest;
        _block = rest;
    }

    /// <summary>The register that holds a value; constants and addresses are made anew for each use, which costs less than keeping them.</summary>
    private int Use(Value value)
    {
        switch (value)
        {
            case Constant constant:
                return Emit(Build.Constant(_machine.NewRegister(), constant.Bits)).Destination;
            case StackSlot slot:
                return Emit(Build.SlotAddress(_machine.NewRegister(), VariableOf(slot), 0)).Destination;
            case MapReference or MapValueAddress or FunctionAddress:
                return Emit(Address(_machine.NewRegister(), value)).Destination;
            default:
                return RegisterOf(value);
        }
    }

    /// <summary>The register that holds a value with zeros above 32 bits.</summary>
    private int UseWide(Value value)
    {
        int register = Use(value);
        if (value.Type is not (SsaType.Int32 or SsaType.Boolean) || IsZeroExtended(value))
            return register;
        return Emit(Build.Move(_machine.NewRegister(), register, wide: false)).Destination;
    }

    /// <summary>Puts a value into a register.</summary>
    private MachineInstruction Copy(int destination, Value value) => value switch
    {
        Constant constant => Build.Constant(destination, constant.Bits),
        StackSlot slot => Build.SlotAddress(destination, VariableOf(slot), 0),
        MapReference or MapValueAddress or FunctionAddress => Address(destination, value),
        _ => Build.Move(destination, RegisterOf(value)),
    };

    private static MachineInstruction Address(int destination, Value value) => value switch
    {
        MapReference map => Build.MapAddress(destination, SymbolReferenceKind.Map, map.Map.Name, 0),
        MapValueAddress map => Build.MapAddress(destination, SymbolReferenceKind.MapValue, map.Map.Name, map.Offset),
        FunctionAddress function => Build.FunctionAddress(destination, function.Function),
        _ => throw new ArgumentException($"{value} is no address.", nameof(value)),
    };

    private int RegisterOf(Value value)
    {
        if (!_registers.TryGetValue(value, out int register))
            _registers.Add(value, register = _machine.NewRegister());
        return register;
    }

    private StackVariable VariableOf(StackSlot slot) =>
        _slots.TryGetValue(slot, out StackVariable? variable) ? variable : throw Fault($"the slot '{slot.Name}' belongs to another function");

    private MachineInstruction Emit(MachineInstruction instruction)
    {
        instruction.Location = _location;
        _block.Instructions.Add(instruction);
        return instruction;
    }

    private CodeGenerationException Fault(string reason) => new(_function.Name, reason, _location);
}
