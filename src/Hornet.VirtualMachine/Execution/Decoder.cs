// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Verification;
using unsafe Handler = delegate*<Hornet.VirtualMachines.RunState*, Hornet.VirtualMachines.Operation*, Hornet.VirtualMachines.ProgramRun, Hornet.VirtualMachines.Operation*>;

namespace Hornet.VirtualMachines;

/// <summary>
/// Turns instructions into operations once, before the program runs. Everything that can be known without running is checked here: opcodes,
/// registers, reserved fields, jump targets, helper numbers, and the accesses to the stack frame by constant offsets from R10.
/// </summary>
internal sealed unsafe partial class Decoder
{
    private const byte FramePointer = 10;
    private const int MaximumLength = 1_000_000;

    private readonly LinkedProgram _program;
    private readonly HelperSet _helpers;
    private readonly BitArray _starts;
    private readonly BitArray _functionEntries;
    private readonly List<HelperFunction> _functions = [];
    private readonly List<Fault> _faults = [];
    private readonly int[] _windows = new int[3];
    private Operation* _operations;
    private int _index;

    private Decoder(LinkedProgram program, HelperSet helpers)
    {
        _program = program;
        _helpers = helpers;
        _starts = new BitArray(program.Instructions.Length);
        _functionEntries = new BitArray(program.Instructions.Length);
    }

    /// <summary>Decodes a program.</summary>
    /// <exception cref="ProgramLoadException">An instruction is not valid, or calls a helper that is not there.</exception>
    /// <param name="program">The program.</param>
    /// <param name="helpers">The helpers it may call.</param>
    /// <param name="proofs">What the verifier proved of it; null when it was not verified.</param>
    public static ProgramCode Decode(LinkedProgram program, HelperSet helpers, ProgramProofs? proofs = null)
    {
        // Handlers that are compiled while it is not yet known whether their calls are jumps would ask again and again.
        RuntimeHelpers.RunClassConstructor(typeof(Dispatch).TypeHandle);
        var decoder = new Decoder(program, helpers);
        try
        {
            return decoder.Run(proofs);
        }
        catch
        {
            NativeMemory.AlignedFree(decoder._operations);
            throw;
        }
    }

    private ProgramCode Run(ProgramProofs? proofs)
    {
        int length = _program.Instructions.Length;
        if (length is 0 or > MaximumLength)
        {
            throw new ProgramLoadException(_program.Spec.Name, null, $"a program has 1 to {MaximumLength} instructions, this one {length}");
        }

        MarkStarts();
        _operations = (Operation*)NativeMemory.AlignedAlloc((nuint)(length + 1) * (nuint)sizeof(Operation), 64);
        for (_index = 0; _index < length; _index++)
        {
            int at = _index;
            _operations[at] = _program.Poisoned.TryGetValue(at, out string? why)
                ? CreateFault(new Fault(ExecutionError.UnresolvedRelocation, why))
                : DecodeInstruction(_program.Instructions[at]);
            if (_program.Instructions[at].Opcode == 0x18)
            {
                _index++;
            }
        }

        _index = length;
        _operations[length] = CreateFault(new Fault(ExecutionError.FellOffEnd, "execution ran past the last instruction"));
        ChargeCalls();
        return new ProgramCode(_program, _helpers, _operations, _functionEntries, _starts, [.. _functions], [.. _faults])
        {
            Proofs = proofs,
            StackReach = proofs is null || HasTailCall() ? RunState.FrameSize : (proofs.Stacks[0].Depth + 7) & ~7,
        };
    }

    private bool HasTailCall() =>
        _program.Instructions.Any(instruction => instruction is { Opcode: 0x85, Source: Register.R0, Immediate: HelperNumbers.TailCall });

    /// <summary>Finds where instructions start and which are functions, so that jumps can be checked whatever their direction.</summary>
    private void MarkStarts()
    {
        _functionEntries[0] = true;
        for (_index = 0; _index < _program.Instructions.Length; _index++)
        {
            _starts[_index] = true;
            if (_program.Instructions[_index].Opcode != 0x18)
            {
                continue;
            }

            if (_index + 1 >= _program.Instructions.Length || _program.Instructions[_index + 1] is not { Opcode: 0, Offset: 0 } second
                || second.Destination != 0 || second.Source != 0)
            {
                throw Error("a wide load needs a second slot whose only field is the upper half of its value");
            }

            _index++;
        }

        for (_index = 0; _index < _program.Instructions.Length; _index++)
        {
            Instruction instruction = _program.Instructions[_index];
            bool isFunction = _starts[_index] && ((instruction.Opcode == 0x85 && (int)instruction.Source == 1)
                || (instruction.Opcode == 0x18 && (int)instruction.Source == 4));
            if (isFunction && !_program.Poisoned.ContainsKey(_index))
            {
                _functionEntries[CheckTarget(instruction.Immediate)] = true;
            }
        }
    }

    /// <summary>Writes into every call of a subprogram what the call costs: the subprogram's length.</summary>
    private void ChargeCalls()
    {
        int next = _program.Instructions.Length;
        var lengths = new Dictionary<int, int>();
        for (int at = next - 1; at >= 0; at--)
        {
            if (_functionEntries[at])
            {
                lengths[at] = next - at;
                next = at;
            }
        }

        for (int at = 0; at < _program.Instructions.Length; at++)
        {
            if (_starts[at] && _program.Instructions[at] is { Opcode: 0x85, Source: Register.R1 } && !_program.Poisoned.ContainsKey(at))
            {
                _operations[at].Offset = (short)(ushort)Math.Min(lengths[at + 1 + _operations[at].Immediate], ushort.MaxValue);
            }
        }
    }

    private Operation DecodeInstruction(Instruction instruction)
    {
        CheckRegisters(instruction);
        return (instruction.Opcode & 7) switch
        {
            0 => DecodeLoad(instruction),
            1 => DecodeLoadMemory(instruction),
            2 => DecodeStoreImmediate(instruction),
            3 => (instruction.Opcode & 0xe0) == 0xc0 ? DecodeAtomic(instruction) : DecodeStore(instruction),
            4 or 7 => DecodeAlu(instruction),
            _ => DecodeJump(instruction),
        };
    }

    private void CheckRegisters(Instruction instruction)
    {
        if ((byte)instruction.Destination > FramePointer || (byte)instruction.Source > FramePointer)
        {
            throw Error($"there is no register R{Math.Max((byte)instruction.Destination, (byte)instruction.Source)}");
        }
    }

    private Operation DecodeLoad(Instruction instruction)
    {
        if (instruction.Opcode == 0x18)
        {
            return DecodeLoadWide(instruction);
        }

        bool isIndirect = (instruction.Opcode & 0xe0) == 0x40;
        bool isPacket = isIndirect || (instruction.Opcode & 0xe0) == 0x20;
        Handler handler = (instruction.Opcode & 0x18) switch
        {
            0x00 => &Handlers.LoadPacket<uint>,
            0x08 => &Handlers.LoadPacket<ushort>,
            0x10 => &Handlers.LoadPacket<byte>,
            _ => null,
        };
        if (!isPacket || handler == null || instruction.Offset != 0 || instruction.Destination != 0 || (!isIndirect && instruction.Source != 0))
        {
            throw Unknown(instruction);
        }

        Operation operation = Create(handler, instruction);
        if (!isIndirect)
        {
            operation.Source = Handlers.NoRegister;
        }

        return operation;
    }

    private Operation DecodeLoadWide(Instruction instruction)
    {
        CheckWritable(instruction.Destination);
        Require(instruction.Offset == 0, "a wide load has no offset");
        ulong value = (uint)instruction.Immediate | ((ulong)(uint)_program.Instructions[_index + 1].Immediate << 32);
        if (_program.WideValues.TryGetValue(_index, out ulong resolved))
        {
            value = resolved;
        }
        else if ((int)instruction.Source == 4)
        {
            value = (ulong)(_operations + _index + 1 + instruction.Immediate);
        }
        else if (instruction.Source != 0)
        {
            throw Error($"a wide load of kind {(int)instruction.Source} refers to something the object does not name");
        }

        _operations[_index + 1] = new Operation { Wide = value };
        return Create(&Handlers.LoadWide, instruction);
    }

    private Operation DecodeAlu(Instruction instruction)
    {
        CheckWritable(instruction.Destination);
        bool isWide = (instruction.Opcode & 7) == 7;
        bool isRegister = (instruction.Opcode & 8) != 0;
        int operation = instruction.Opcode & 0xf0;
        if (operation == 0xd0)
        {
            return DecodeByteOrder(instruction, isWide);
        }

        if (isRegister || operation == 0x80)
        {
            // A move between address spaces says which in its immediate; all of them are one in user space.
            bool isCast = isWide && operation == 0xb0 && instruction.Offset == 1;
            Require(isCast || instruction.Immediate == 0, "the immediate of an operation on registers must be 0");
        }

        if (!isRegister)
        {
            Require(instruction.Source == 0, "the source register of an operation with an immediate must be 0");
        }

        Handler handler = SelectAlu(operation, instruction.Offset, isWide, isRegister);
        if (handler == null)
        {
            throw Unknown(instruction);
        }

        return Create(handler, instruction);
    }

    private Operation DecodeByteOrder(Instruction instruction, bool isWide)
    {
        bool toBigEndian = (instruction.Opcode & 8) != 0;
        if (isWide && toBigEndian)
        {
            throw Unknown(instruction);
        }

        Require(instruction.Source == 0 && instruction.Offset == 0, "the source register and offset of a byte swap must be 0");
        bool swaps = isWide || toBigEndian == BitConverter.IsLittleEndian;
        Handler handler = (instruction.Immediate, swaps) switch
        {
            (16, true) => &Handlers.Alu64Immediate<Alu.Swap16>,
            (32, true) => &Handlers.Alu64Immediate<Alu.Swap32>,
            (64, true) => &Handlers.Alu64Immediate<Alu.Swap64>,
            (16, false) => &Handlers.Alu64Immediate<Alu.Truncate16>,
            (32, false) => &Handlers.Alu64Immediate<Alu.Truncate32>,
            (64, false) => &Handlers.Alu64Immediate<Alu.Keep>,
            _ => throw Error($"a byte swap of {instruction.Immediate} bits; 16, 32 and 64 are possible"),
        };
        return Create(handler, instruction);
    }

    private Operation DecodeJump(Instruction instruction)
    {
        bool isWide = (instruction.Opcode & 7) == 5;
        bool isRegister = (instruction.Opcode & 8) != 0;
        switch (instruction.Opcode)
        {
            case 0x05:
                Require(instruction.Destination == 0 && instruction.Source == 0 && instruction.Immediate == 0, "a jump has no operand but its offset");
                return CreateJump(instruction, instruction.Offset);
            case 0x06:
                Require(instruction.Destination == 0 && instruction.Source == 0 && instruction.Offset == 0, "a long jump has no operand but its immediate");
                return CreateJump(instruction, instruction.Immediate);
            case 0x0d:
                Require(instruction.Source == 0 && instruction.Offset == 0 && instruction.Immediate == 0, "an indirect jump has no operand but its register");
                return Create(&Handlers.JumpIndirect, instruction);
            case 0x85:
                return DecodeCall(instruction);
            case 0x8d:
                return DecodeCallRegister(instruction);
            case 0x95:
                Require(instruction is { Destination: 0, Source: 0, Offset: 0, Immediate: 0 }, "exit has no operands");
                return Create(&Handlers.Exit, instruction);
            case 0xe5:
                Require(instruction is { Destination: 0, Source: 0, Immediate: 0 }, "may_goto has no operand but its offset");
                CheckTarget(instruction.Offset);
                return Create(&Handlers.MayGoto, instruction);
            default:
                break;
        }

        Require(isRegister ? instruction.Immediate == 0 : instruction.Source == 0, "an operand that the jump does not use must be 0");
        Handler handler = SelectJump(instruction.Opcode & 0xf0, isWide, isRegister, instruction.Offset < 0);
        if (handler == null)
        {
            throw Unknown(instruction);
        }

        CheckTarget(instruction.Offset);
        return Create(handler, instruction);
    }

    private Operation CreateJump(Instruction instruction, int distance)
    {
        CheckTarget(distance);
        Operation operation = Create(distance < 0 ? &Handlers.JumpBackward : &Handlers.JumpForward, instruction);
        operation.Immediate = distance;
        return operation;
    }

    private Operation DecodeCall(Instruction instruction)
    {
        Require(instruction.Destination == 0 && instruction.Offset == 0 || (int)instruction.Source == 2, "a call has no operand but its immediate");
        switch ((int)instruction.Source)
        {
            case 0:
                return DecodeHelperCall(instruction);
            case 1:
                CheckTarget(instruction.Immediate);
                return Create(&Handlers.CallLocal, instruction);
            case 2 when _program.KernelFunctions.TryGetValue(_index, out HelperFunction? function):
                return CreateFunctionCall(instruction, function);
            case 2:
                throw Error($"call of the kernel function with BTF id {instruction.Immediate}, which the machine does not have");
            default:
                throw Error($"call of unknown kind {(int)instruction.Source}");
        }
    }

    private Operation DecodeHelperCall(Instruction instruction)
    {
        int number = instruction.Immediate;
        if (number == _program.UnwindHelper)
        {
            return Create(&Handlers.CallUnwind, instruction);
        }

        if (_helpers.Find(number) is { } function)
        {
            return CreateFunctionCall(instruction, function);
        }

        if (HelperTable.WhyNot((HelperId)number, _program.Spec.Type, _program.Spec.AttachType) is { } reason)
        {
            throw Error(reason);
        }

        if (!_helpers.HasBuiltIn(number))
        {
            throw Error(HelperNumbers.DescribeMissing(number, _program.Spec.Type));
        }

        return number == HelperNumbers.TailCall ? Create(&Handlers.TailCall, instruction) : Create(&Handlers.CallHelper, instruction);
    }

    private Operation CreateFunctionCall(Instruction instruction, HelperFunction function)
    {
        Operation operation = Create(&Handlers.CallFunction, instruction);
        operation.Immediate = _functions.Count;
        _functions.Add(function);
        return operation;
    }

    private Operation DecodeCallRegister(Instruction instruction)
    {
        // Older LLVM put the register into the immediate.
        Operation operation = Create(&Handlers.CallRegister, instruction);
        if (instruction.Destination == 0 && instruction.Immediate != 0)
        {
            Require(instruction.Immediate is > 0 and < FramePointer, "callx names no register");
            operation.Destination = (byte)instruction.Immediate;
        }

        return operation;
    }

    private static Operation Create(Handler handler, Instruction instruction) => new()
    {
        Handler = handler,
        Destination = (byte)instruction.Destination,
        Source = (byte)instruction.Source,
        Offset = instruction.Offset,
        Immediate = instruction.Immediate,
    };

    private Operation CreateFault(Fault fault)
    {
        _faults.Add(fault);
        return new Operation { Handler = &Handlers.Fault, Destination = Operation.FaultMark, Immediate = _faults.Count - 1 };
    }

    private int CheckTarget(int distance)
    {
        long target = _index + 1L + distance;
        if (target < 0 || target >= _program.Instructions.Length || !_starts[(int)target])
        {
            throw Error($"jump or call to {target}, which is not an instruction");
        }

        return (int)target;
    }

    private void CheckWritable(Register register) => Require((byte)register < FramePointer, "frame pointer is read only");

    private void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw Error(message);
        }
    }

    private ProgramLoadException Unknown(Instruction instruction) =>
        Error($"unknown instruction: opcode 0x{instruction.Opcode:x2}, offset {instruction.Offset}, immediate {instruction.Immediate}");

    private ProgramLoadException Error(string message) => new(_program.Spec.Name, _index, message);
}
