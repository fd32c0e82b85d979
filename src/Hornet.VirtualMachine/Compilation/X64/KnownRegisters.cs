// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>
/// Constants in registers, along straight code only: enough to know the map and the callback of nearly every helper call, because compilers load
/// them just before it, and cheap enough for programs of any size.
/// </summary>
internal sealed class KnownRegisters
{
    private readonly ulong[] _values = new ulong[11];
    private int _known;

    /// <summary>The value of a register, if it is known.</summary>
    public ulong? this[int register] => (_known & (1 << register)) != 0 ? _values[register] : null;

    /// <summary>Forgets everything, because control comes from elsewhere too.</summary>
    public void Forget() => _known = 0;

    /// <summary>Follows an instruction.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="wideValue">What it loads, if it is a wide load.</param>
    public void Follow(Instruction instruction, ulong wideValue)
    {
        int destination = (int)instruction.Destination;
        ulong? value = instruction.Opcode switch
        {
            0x18 => wideValue,
            0xb7 => (ulong)instruction.Immediate,
            0xb4 => (uint)instruction.Immediate,
            0xbf when instruction.Offset == 0 => this[(int)instruction.Source],
            0x07 => this[destination] + (ulong)instruction.Immediate,
            _ => null,
        };
        _known &= ~Effects.Of(instruction).Writes;
        if (value is { } known)
        {
            _known |= 1 << destination;
            _values[destination] = known;
        }
    }
}
