// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <content>What handlers need for calls, returns, jumps and faults, and where the program is.</content>
public sealed unsafe partial class ProgramRun
{
    /// <summary>Tail calls a run may make (<c>MAX_TAIL_CALL_CNT</c>).</summary>
    internal const int MaximumTailCalls = 33;

    /// <summary>Where the program is, as far as the last helper call, slow memory access or fault told.</summary>
    internal ExecutionPosition Position
    {
        get
        {
            ProgramCode code = Code;
            int index = code.IndexOf(_state->Current);
            if (index < 0)
            {
                return new ExecutionPosition(code.Spec.Name, 0, "", null);
            }

            return new ExecutionPosition(code.Spec.Name, index, Describe(code, index), code.Spec.FindLine(index));
        }
    }

    /// <summary>Goes on in the code of a frame that a tail call left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ReturnToCode(int id) => _code = _environment.FindCode(id) ?? throw BadArgument("the program it returns to is gone");

    /// <summary>Finds the target of an indirect jump.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ulong CheckJumpTarget(ulong address) => Code.IsInstruction(address)
        ? address
        : throw new ExecutionException(ExecutionError.BadJump, $"an indirect jump to 0x{address:x}, which is not an instruction of the program", Position);

    /// <summary>Calls a helper by a number that was in a register.</summary>
    /// <returns>Whether the program ended.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool CallByNumber(ulong number)
    {
        RunState* state = _state;
        if (number == (ulong)Code.Linked.UnwindHelper)
        {
            state->Registers[0] = state->Registers[1];
            return state->Registers[0] == 0;
        }

        HelperSet helpers = Code.HelperSet;
        if (number < HelperSet.Capacity && helpers.Find((int)number) is { } function)
        {
            state->Registers[0] = function(
                this, state->Registers[1], state->Registers[2], state->Registers[3], state->Registers[4], state->Registers[5]);
            return false;
        }

        if (number < HelperSet.Capacity && helpers.HasBuiltIn((int)number))
        {
            state->Registers[0] = helpers.Table[number](
                this, state->Registers[1], state->Registers[2], state->Registers[3], state->Registers[4], state->Registers[5]);
            return false;
        }

        throw new ExecutionException(
            ExecutionError.BadJump, $"an indirect call to 0x{number:x}, which is neither a function of the program nor a helper", Position);
    }

    /// <summary>Makes a tail call.</summary>
    /// <returns>Where to go on, or null when there is no program to call or too many calls were made.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Operation* TailCall(ulong map, ulong index)
    {
        if (_tailCalls >= MaximumTailCalls || FindTailCallTarget(map, (uint)index) is not { } target)
        {
            return null;
        }

        _tailCalls++;
        _code = target;
        _state->Frame->CodeId = target.Id;
        target.Tier?.Count(target.Length);
        return target.Operations;
    }

    /// <summary>Finds the program that a tail call goes to; null when there is none.</summary>
    /// <exception cref="ExecutionException">The map pointer is none of a prog array.</exception>
    private ProgramCode? FindTailCallTarget(ulong map, uint index)
    {
        if (_mapHandles is null)
        {
            return null;
        }

        if (Map(map) is not NativeDescriptorArray { Type: MapType.ProgramArray } array)
        {
            throw BadArgument($"bpf_tail_call got the map '{Map(map).Name}', which is not a prog array");
        }

        // The kernel refuses to mix program types in a prog array; here a program of another type is as good as none.
        return array.FindProgram(index) is { } target && target.Type == Code.Type ? target : null;
    }

    /// <summary>Stops a program that nests calls too deeply.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ThrowCallDepth() => throw new ExecutionException(
        ExecutionError.CallDepth, $"a call that needs more than {RunState.MaximumFrames} frames", Position);

    /// <summary>The error of an operation that stands for a fault.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ExecutionException CreateFault(int index)
    {
        Fault fault = Code.Faults[index];
        return fault.Error == ExecutionError.MemoryAccess
            ? CreateAccessError(_state->Registers[10] + (ulong)fault.StackOffset, fault.Size, fault.Access)
            : new ExecutionException(fault.Error, fault.Message, Position);
    }

    private static string Describe(ProgramCode code, int index)
    {
        if (index >= code.Length)
        {
            return "end of program";
        }

        var text = new StringBuilder();
        new Disassembler().Append(text, code.Linked.Instructions.AsSpan(), index);
        return text.ToString();
    }
}
