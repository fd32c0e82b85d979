// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Processes one instruction: checks it and makes the state what it is afterwards.</summary>
internal sealed class InstructionProcessor
{
    private readonly Analysis _analysis;
    private readonly Arithmetic _arithmetic;
    private readonly Branches _branches;

    /// <summary>Works on an analysis.</summary>
    public InstructionProcessor(Analysis analysis)
    {
        _analysis = analysis;
        _arithmetic = new Arithmetic(analysis);
        _branches = new Branches(analysis);
    }

    /// <summary>Processes the current instruction and goes to the next.</summary>
    /// <returns>Whether the path goes on.</returns>
    public bool Process(Instruction instruction)
    {
        // Of comparisons the first operand is checked before the form.
        if (!instruction.IsConditionalJump || instruction.Opcode == Opcodes.MayJump)
            _analysis.CheckForm(instruction);
        switch (instruction.Class)
        {
            case InstructionClass.Alu32 or InstructionClass.Alu64:
                _arithmetic.Process(instruction);
                break;
            case InstructionClass.LoadRegister:
                Load(instruction);
                break;
            case InstructionClass.StoreRegister when instruction.IsAtomic:
                _analysis.Memory.CheckAtomic(instruction);
                break;
            case InstructionClass.StoreRegister:
                _analysis.Readable(instruction.Source);
                _analysis.Readable(instruction.Destination);
                _analysis.Memory.Check((int)instruction.Destination, instruction.Offset, instruction.AccessSize, AccessKind.Write, (int)instruction.Source);
                break;
            case InstructionClass.Store:
                _analysis.Readable(instruction.Destination);
                _analysis.Memory.Check((int)instruction.Destination, instruction.Offset, instruction.AccessSize, AccessKind.Write, -1);
                break;
            case InstructionClass.Jump or InstructionClass.Jump32:
                return Jump(instruction);
            default:
                LoadWideOrPacket(instruction);
                break;
        }

        _analysis.Instruction++;
        return true;
    }

    private void Load(Instruction instruction)
    {
        _analysis.Readable(instruction.Source);
        _analysis.CheckWritable(instruction.Destination);
        bool isSignExtended = instruction.MemoryMode == MemoryMode.MemorySignExtended;
        _analysis.Memory.Check((int)instruction.Source, instruction.Offset, instruction.AccessSize, AccessKind.Read, (int)instruction.Destination, isSignExtended);
    }

    private bool Jump(Instruction instruction)
    {
        if (instruction.IsCall)
            return Call(instruction);
        if (instruction.IsExit)
            return Exit();
        if (instruction.IsUnconditionalJump)
        {
            _analysis.Instruction += instruction.JumpDistance + 1;
            return true;
        }

        if (instruction.IsCallRegister)
            throw _analysis.Refuse(FailureKind.Structure, $"unknown opcode {instruction.Opcode:x2}");
        _branches.Process(instruction);
        return true;
    }

    private bool Call(Instruction instruction)
    {
        switch (instruction.CallKind)
        {
            case CallKind.Local:
                _analysis.Functions.Call(instruction);
                return true;
            case CallKind.KernelFunction:
                _analysis.KernelFunctions.Call(instruction);
                break;
            default:
                _analysis.Helpers.Call(instruction);
                break;
        }

        if (_analysis.EndsPath)
        {
            _analysis.EndsPath = false;
            return false;
        }

        _analysis.Instruction++;
        return true;
    }

    private bool Exit()
    {
        if (_analysis.State.FrameIndex != 0)
        {
            _analysis.Functions.Return();
            return true;
        }

        _analysis.References.CheckNoneHeld(isException: false, "BPF_EXIT instruction in main prog");
        _analysis.Returns.CheckExit();
        return false;
    }

    private void LoadWideOrPacket(Instruction instruction)
    {
        if (!instruction.IsWideLoad)
        {
            _analysis.Memory.CheckPacketLoad(instruction);
            return;
        }

        _analysis.CheckWritable(instruction.Destination);
        _analysis.Register((int)instruction.Destination) = Loaded(in _analysis.Program.WideValues[_analysis.Instruction]);
        // The second slot is no instruction of its own.
        _analysis.Instruction++;
    }

    private RegisterState Loaded(in WideValue value)
    {
        RegisterState state;
        switch (value.Kind)
        {
            case WideValueKind.Map:
                state = RegisterState.Pointer(ValueKind.Map);
                state.MapIndex = value.Index;
                return state;
            case WideValueKind.MapValue when _analysis.Program.Maps[value.Index].Type == Objects.MapType.Arena:
                return RegisterState.UnknownScalar;
            case WideValueKind.MapValue:
                state = RegisterState.Pointer(ValueKind.MapValue);
                state.MapIndex = value.Index;
                state.Offset = (int)value.Constant;
                return state;
            case WideValueKind.KernelObject:
                state = RegisterState.Pointer(ValueKind.BtfObject, value.Flags);
                state.BtfIndex = value.BtfIndex;
                state.TypeId = value.TypeId;
                return state;
            case WideValueKind.KernelMemory:
                state = RegisterState.Pointer(ValueKind.Memory, value.Flags);
                state.MemorySize = value.Size;
                return state;
            case WideValueKind.Function:
                // Linux wants to know the function's linkage from its types; a host in user space needs none to call it.
                if (_analysis.Program.Subprograms[value.Index].TypeId == 0 && _analysis.Options.Host is null)
                    throw _analysis.Refuse(FailureKind.Structure, $"missing btf func_info");
                if (_analysis.Program.Subprograms[value.Index].IsGlobal)
                    throw _analysis.Refuse(FailureKind.Call, $"callback function not static");
                state = RegisterState.Pointer(ValueKind.Function);
                state.Subprogram = value.Index;
                return state;
            default:
                return RegisterState.ConstantScalar(value.Constant);
        }
    }
}
