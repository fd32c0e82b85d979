// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Steps back over one instruction of a path: what its result was made of is wanted in the place of its result.</summary>
internal sealed class BackwardWalk
{
    private readonly VerifiedProgram _program;
    private readonly WantedScalars _wanted;

    /// <summary>Works on a program and a set.</summary>
    public BackwardWalk(VerifiedProgram program, WantedScalars wanted)
    {
        _program = program;
        _wanted = wanted;
    }

    /// <summary>Steps back over an instruction.</summary>
    /// <param name="entry">The instruction.</param>
    /// <param name="next">The instruction that the path took after it.</param>
    /// <returns>Whether it can be said what is wanted before; if not, everything is.</returns>
    public bool StepBack(in HistoryEntry entry, int next)
    {
        Instruction instruction = _program.Instructions[entry.Instruction];
        // A comparison gave all linked scalars their ranges together.
        _wanted.Spread(entry.Links);
        switch (instruction.Class)
        {
            case InstructionClass.Alu32 or InstructionClass.Alu64:
                StepBackArithmetic(instruction);
                return true;
            case InstructionClass.LoadRegister:
                StepBackLoad((int)instruction.Destination, in entry);
                return true;
            case InstructionClass.Store:
                if (entry.Slot != HistoryEntry.NoSlot)
                    _wanted.RemoveSlot(entry.SlotFrame, entry.Slot);
                return true;
            case InstructionClass.StoreRegister:
                StepBackStore(instruction, in entry);
                return true;
            case InstructionClass.Jump or InstructionClass.Jump32:
                bool isKnown = StepBackJump(instruction, entry.Instruction, next);
                _wanted.Spread(entry.Links);
                return isKnown;
            default:
                // A wide load gives a constant; a legacy packet load gives R0 something unknown.
                _wanted.Remove(instruction.IsPacketLoad ? 0 : (int)instruction.Destination);
                return true;
        }
    }

    private void StepBackArithmetic(Instruction instruction)
    {
        int destination = (int)instruction.Destination;
        if (!_wanted.Wants(destination) || instruction.AluOperation is AluOperation.ByteSwap or AluOperation.Negate)
            return;
        if (instruction.AluOperation == AluOperation.Move)
            _wanted.Remove(destination);
        if (instruction.UsesSourceRegister && instruction.Source != Register.R10)
            _wanted.Add((int)instruction.Source);
    }

    private void StepBackLoad(int destination, in HistoryEntry entry)
    {
        if (!_wanted.Wants(destination))
            return;
        _wanted.Remove(destination);
        if (entry.Slot != HistoryEntry.NoSlot)
            _wanted.AddSlot(entry.SlotFrame, entry.Slot);
    }

    private void StepBackStore(Instruction instruction, in HistoryEntry entry)
    {
        if (instruction.IsAtomic && instruction.AtomicOperation != AtomicOperation.StoreRelease)
        {
            if (LoadedRegister(instruction) is { } loaded)
                StepBackLoad(loaded, in entry);
            return;
        }

        if (entry.Slot == HistoryEntry.NoSlot || !_wanted.WantsSlot(entry.SlotFrame, entry.Slot))
            return;
        _wanted.RemoveSlot(entry.SlotFrame, entry.Slot);
        _wanted.Add((int)instruction.Source);
    }

    private static int? LoadedRegister(Instruction instruction) => instruction.AtomicOperation switch
    {
        AtomicOperation.LoadAcquire => (int)instruction.Destination,
        AtomicOperation.CompareExchange => 0,
        AtomicOperation operation when ((int)operation & (int)AtomicOperation.FetchAdd) != 0 => (int)instruction.Source,
        _ => null,
    };

    private bool StepBackJump(Instruction instruction, int index, int next)
    {
        if (instruction.IsCall || instruction.IsCallRegister)
            return StepBackCall(instruction, index, next);
        if (instruction.IsExit)
        {
            // After a function the path goes on behind its call; after a callback, at the call again.
            bool isFunction = next > 0 && !_program.Facts[next].CallsBack && _program.Instructions[next - 1].IsLocalCall;
            if (!isFunction)
                _wanted.RemoveArguments();
            _wanted.EnterCallee(passesResult: isFunction);
            return true;
        }

        if (!instruction.IsConditionalJump || !instruction.UsesSourceRegister)
            return true;
        int left = (int)instruction.Destination, right = (int)instruction.Source;
        if (_wanted.Wants(left) || _wanted.Wants(right))
        {
            _wanted.Add(left);
            _wanted.Add(right);
        }

        return true;
    }

    private bool StepBackCall(Instruction instruction, int index, int next)
    {
        if (instruction.IsLocalCall && next != index + 1)
        {
            if (_wanted.WantsBeyondArguments)
                return false;
            _wanted.LeaveCallee(passesArguments: true);
            return true;
        }

        if (_program.Facts[index].CallsBack && next != index + 1)
        {
            if (_wanted.WantsBeyondArguments)
                return false;
            _wanted.LeaveCallee(passesArguments: false);
            return true;
        }

        _wanted.Remove(0);
        return !_wanted.WantsArguments;
    }
}
