// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>Collects instructions and fills in jump and call offsets when their targets are known.</summary>
internal sealed class CodeEmitter
{
    private readonly List<Instruction> _code = [];
    private readonly Dictionary<int, int> _labels = [];
    private readonly List<(int At, int Label, bool IsWide)> _jumps = [];
    private int _lastLabel;

    public int NewLabel() => ++_lastLabel;

    public void Mark(int label) => _labels[label] = _code.Count;

    /// <summary>Whether anything jumps to or calls a label.</summary>
    public bool IsUsed(int label) => _jumps.Any(jump => jump.Label == label);

    public void Add(Instruction instruction) => _code.Add(instruction);

    /// <summary>A jump whose offset is in the 16-bit field.</summary>
    public void Jump(byte opcode, Register destination, Register source, int immediate, int label)
    {
        _jumps.Add((_code.Count, label, false));
        Add(new Instruction(opcode, destination, source, 0, immediate));
    }

    /// <summary>A jump or call whose offset is in the immediate.</summary>
    public void WideJump(byte opcode, Register source, int label)
    {
        _jumps.Add((_code.Count, label, true));
        Add(new Instruction(opcode, Register.R0, source));
    }

    public Instruction[] Finish()
    {
        Instruction[] code = [.. _code];
        foreach ((int at, int label, bool isWide) in _jumps)
        {
            int distance = _labels[label] - at - 1;
            Instruction old = code[at];
            code[at] = isWide
                ? new Instruction(old.Opcode, old.Destination, old.Source, old.Offset, distance)
                : new Instruction(old.Opcode, old.Destination, old.Source, checked((short)distance), old.Immediate);
        }

        return code;
    }
}
