// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

/// <summary>
/// Writes programs that call helpers and fold all results into one number, so that the same instructions can be run here and by the kernel and
/// their results compared.
/// </summary>
internal sealed class HelperCode
{
    private const short BufferOffset = -64;
    private const int BufferSize = 64;
    private const int Mixer = 31;
    private readonly List<Instruction> _code = [];

    /// <summary>The context stays in R6, the results gather in R9.</summary>
    public HelperCode()
    {
        _code.Add(new Instruction(0xbf, Register.R6, Register.R1));
        _code.Add(Move(Register.R9, 0));
    }

    /// <summary>An argument of a call.</summary>
    public readonly record struct Argument(bool IsContext, bool IsBuffer, bool IsNumber, long Value)
    {
        public static implicit operator Argument(long value) => new(false, false, true, value);
    }

    public static Argument Context { get; } = new(true, false, false, 0);

    /// <summary>The address of a place in the 64-byte buffer on the stack.</summary>
    public static Argument Buffer(int offset = 0) => new(false, true, false, offset);

    /// <summary>Puts bytes into the buffer, and zeros behind them.</summary>
    public HelperCode Fill(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[BufferSize];
        whole.Clear();
        bytes.CopyTo(whole);
        for (int at = 0; at < BufferSize; at += 8)
        {
            // Wide load, then a store of eight bytes.
            long value = BitConverter.ToInt64(whole[at..]);
            AddWide(Register.R1, value);
            _code.Add(new Instruction(0x7b, Register.R10, Register.R1, (short)(BufferOffset + at)));
        }

        return this;
    }

    /// <summary>Calls a helper and folds its result in.</summary>
    public HelperCode Call(HelperId id, params ReadOnlySpan<Argument> arguments)
    {
        for (int at = 0; at < arguments.Length; at++)
        {
            Register register = (Register)((int)Register.R1 + at);
            Argument argument = arguments[at];
            if (argument.IsContext)
            {
                _code.Add(new Instruction(0xbf, register, Register.R6));
            }
            else if (argument.IsBuffer)
            {
                _code.Add(new Instruction(0xbf, register, Register.R10));
                _code.Add(new Instruction(0x07, register, immediate: BufferOffset + (int)argument.Value));
            }
            else if (argument.Value == (int)argument.Value)
            {
                _code.Add(Move(register, (int)argument.Value));
            }
            else
            {
                AddWide(register, argument.Value);
            }
        }

        _code.Add(new Instruction(0x85, immediate: (int)id));
        return Fold();
    }

    /// <summary>Folds the whole buffer in.</summary>
    public HelperCode FoldBuffer()
    {
        for (int at = 0; at < BufferSize; at += 8)
        {
            _code.Add(new Instruction(0x79, Register.R0, Register.R10, (short)(BufferOffset + at)));
            Fold();
        }

        return this;
    }

    /// <summary>Folds 32-bit fields of the context in.</summary>
    public HelperCode FoldFields(params ReadOnlySpan<int> offsets)
    {
        foreach (int offset in offsets)
        {
            _code.Add(new Instruction(0x61, Register.R0, Register.R6, (short)offset));
            Fold();
        }

        return this;
    }

    /// <summary>Ends the program; its result is all the results, folded once more so that no half is lost.</summary>
    public ImmutableArray<Instruction> End()
    {
        _code.Add(new Instruction(0xbf, Register.R0, Register.R9));
        _code.Add(new Instruction(0x77, Register.R0, immediate: 32));
        _code.Add(new Instruction(0xaf, Register.R0, Register.R9));
        _code.Add(new Instruction(0x95));
        return [.. _code];
    }

    private HelperCode Fold()
    {
        _code.Add(new Instruction(0x27, Register.R9, immediate: Mixer));
        _code.Add(new Instruction(0x0f, Register.R9, Register.R0));
        return this;
    }

    private void AddWide(Register register, long value)
    {
        _code.Add(new Instruction(0x18, register, immediate: (int)value));
        _code.Add(new Instruction(0, immediate: (int)(value >> 32)));
    }

    private static Instruction Move(Register register, int value) => new(0xb7, register, immediate: value);
}
