// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Verification;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <content>Look-ups in maps that are known when the program is compiled.</content>
internal sealed unsafe partial class X64Generator
{
    private const byte JumpIfEqual = 0x15;
    private const byte JumpIfNotEqual = 0x55;

    /// <summary>Writes out a look-up of the key that R2 points to.</summary>
    private bool TryEmitLookup(NativeMap map)
    {
        switch (map)
        {
            case NativeArrayMap array:
                EmitIndex(array.MaxEntries, (uint)array.ValueStride, (ulong)array.FirstValue, perCpuStride: 0);
                return true;
            case NativePerCpuArrayMap array when array.CpuStride <= int.MaxValue:
                EmitIndex(array.MaxEntries, (uint)array.ValueStride, (ulong)array.FirstValue, array.CpuCount == 1 ? 0 : (int)array.CpuStride);
                return true;
            case NativeHashMap or NativeLruHashMap when map.KeySize <= LongestKey:
                EmitHashLookup((NativeHashBase)map);
                return true;
            default:
                return false;
        }
    }

    private void EmitIndex(uint count, uint stride, ulong values, int perCpuStride)
    {
        BpfInstruction? test = FollowingNullTest();
        X64Label none = _code.NewLabel();
        X64Label done = _code.NewLabel();
        if (test is { Opcode: JumpIfEqual } absent)
        {
            none = AddRarePath(RareKind.NullValue, _slot, LabelOf(_slot + 2 + absent.Offset));
        }

        _code.Emit(Code.Mov_r32_rm32, Register.EAX, X64Assembler.Memory(OfProgram[2], 0));
        EmitBinary(BinaryOperation.Compare, isWide: false, Register.RAX, (int)count);
        _code.Jump(X64Condition.AboveOrEqual, none);
        EmitScaling(stride);
        LoadConstant(Scratch, values);
        _code.Emit(Code.Add_r64_rm64, Register.RAX, Scratch);
        if (perCpuStride != 0)
        {
            _code.Emit(Code.Mov_r32_rm32, Scratch.Low32(), InState(StateLayout.Cpu));
            EmitMultiply(isWide: true, isRegister: false, Scratch, default, perCpuStride);
            _code.Emit(Code.Add_r64_rm64, Register.RAX, Scratch);
        }

        if (test is { Opcode: JumpIfEqual })
        {
            return;
        }

        _code.Jump(test is { } present ? LabelOf(_slot + 2 + present.Offset) : done);
        _code.Bind(none);
        LoadConstant(Register.RAX, 0);
        _code.Bind(done);
    }

    private void EmitScaling(uint stride)
    {
        if (BitOperations.IsPow2(stride))
        {
            EmitShift(0x60, isWide: true, isRegister: false, Register.RAX, default, BitOperations.Log2(stride));
        }
        else
        {
            EmitMultiply(isWide: true, isRegister: false, Register.RAX, default, (int)stride);
        }
    }

    /// <summary>
    /// The test of the result that follows nearly every look-up: the look-up, which knows, then jumps itself, and nothing is written for the test.
    /// </summary>
    private BpfInstruction? FollowingNullTest()
    {
        int next = _slot + 1;
        if (next >= _instructions.Length
            || _structure.IsTarget(next)
            || (_proofs[next].Facts & (ProofFacts.Reached | ProofFacts.AlwaysTaken | ProofFacts.NeverTaken)) != ProofFacts.Reached
            || _instructions[next] is not { Opcode: JumpIfEqual or JumpIfNotEqual, Destination: 0, Immediate: 0 } test
            || (test.Offset < 0 && _structure.UsesBudget && _structure.HeaderCharge(next + 1 + test.Offset) == 0))
        {
            return null;
        }

        _fused = next;
        return test;
    }
}
