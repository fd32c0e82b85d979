// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Marks where states are kept and compared, and what the calls of each function do to their callers.</summary>
internal sealed class FlowMarker
{
    private readonly VerifiedProgram _program;
    private readonly InstructionFacts[] _facts;

    private FlowMarker(VerifiedProgram program)
    {
        _program = program;
        _facts = program.Facts;
    }

    /// <summary>Marks a program whose flow was checked.</summary>
    public static void Mark(VerifiedProgram program)
    {
        var marker = new FlowMarker(program);
        Instruction[] instructions = program.Instructions;
        foreach (Subprogram function in program.Subprograms)
        {
            for (int i = function.Start; i < function.End; i += instructions[i].SlotCount)
                marker.Visit(function, i, instructions[i]);
        }

        marker.PropagateEffects();
    }

    private void Visit(Subprogram function, int index, Instruction instruction)
    {
        if (instruction.IsFunctionLoad)
        {
            MarkPrune(index);
            MarkPrune(index + 2);
            MarkPrune(index + instruction.Immediate + 1);
        }
        else if (instruction.IsCall)
        {
            MarkCall(function, index, instruction);
        }
        else if (instruction.IsUnconditionalJump)
        {
            MarkPrune(index + instruction.JumpDistance + 1);
        }
        else if (instruction.IsConditionalJump)
        {
            MarkPrune(index);
            MarkPrune(index + instruction.JumpDistance + 1);
            _facts[index].IsForcedCheckpoint |= instruction.Opcode == Opcodes.MayJump;
        }
    }

    private void MarkCall(Subprogram function, int index, Instruction instruction)
    {
        MarkPrune(index + 1);
        if (instruction.IsLocalCall)
        {
            MarkPrune(index);
            MarkPrune(index + instruction.JumpDistance + 1);
        }
        else if (instruction.IsKernelFunctionCall)
        {
            if (_program.KernelFunctions[index] is { } name)
                MarkKernelFunction(function, index, name);
        }
        else if (Helpers.IsKnown((HelperId)instruction.Immediate))
        {
            MarkHelper(function, index, (HelperId)instruction.Immediate);
        }
    }

    private void MarkHelper(Subprogram function, int index, HelperId helper)
    {
        HelperTraits traits = Helpers.Get(helper, _program.Type).Traits;
        if ((traits & HelperTraits.CallsBack) != 0)
            MarkCallback(index);
        if ((traits & HelperTraits.CallsBackLater) != 0)
            MarkPrune(index);
        bool isAllowed = Helpers.IsAllowed(helper, _program.Type, _program.AttachType);
        function.MightSleep |= isAllowed && (traits & HelperTraits.MightSleep) != 0;
        function.ChangesPacketData |= (traits & HelperTraits.ChangesPacketData) != 0;
    }

    private void MarkKernelFunction(Subprogram function, int index, string name)
    {
        if (KernelFunctionEffects.CallsBack(name))
            MarkCallback(index);
        if (KernelFunctionEffects.CallsBackLater(name))
            MarkPrune(index);
        if (KernelFunctionEffects.IsIteratorNext(name))
        {
            MarkPrune(index);
            _facts[index].IsForcedCheckpoint = _facts[index].IsIteratorNext = true;
        }

        function.MightSleep |= KernelFunctionEffects.MightSleep(name);
        function.ChangesPacketData |= KernelFunctionEffects.ChangesPacketData(name);
        function.MightThrow |= KernelFunctionEffects.Throws(name);
    }

    /// <summary>Callbacks that are called at once are walked again and again from the call, until nothing new comes of it; so states are kept there.</summary>
    private void MarkCallback(int index)
    {
        _facts[index].CallsBack = _facts[index].IsForcedCheckpoint = true;
        MarkPrune(index);
    }

    private void MarkPrune(int index)
    {
        if (index < _facts.Length)
            _facts[index].IsPrunePoint = true;
    }

    /// <summary>What a function does, its callers do, and those that take its address.</summary>
    private void PropagateEffects()
    {
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach (Subprogram caller in _program.Subprograms)
            {
                foreach (int index in caller.Callees)
                    isChanged |= Merge(caller, _program.Subprograms[index]);
            }
        }
    }

    private static bool Merge(Subprogram caller, Subprogram callee)
    {
        bool isNews = (callee.MightSleep && !caller.MightSleep) || (callee.ChangesPacketData && !caller.ChangesPacketData)
            || (callee.MightThrow && !caller.MightThrow);
        caller.MightSleep |= callee.MightSleep;
        caller.ChangesPacketData |= callee.ChangesPacketData;
        caller.MightThrow |= callee.MightThrow;
        return isNews;
    }
}
