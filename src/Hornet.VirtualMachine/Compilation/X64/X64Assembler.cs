// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Iced.Intel;

namespace Hornet.VirtualMachines;

/// <summary>A place in machine code that jumps can name before it is known.</summary>
/// <param name="Index">Its number.</param>
internal readonly record struct X64Label(int Index);

/// <summary>
/// Writes machine code: instructions by Iced's encoder, jumps to labels by itself, because only at the end is it known which of them fit one byte.
/// </summary>
internal sealed class X64Assembler
{
    private const byte Call = 0xe8;
    private const byte JumpAlways = 0xe9;

    private readonly Writer _writer;
    private readonly Encoder _encoder;
    private readonly List<Fixup> _fixups = [];
    private readonly List<int> _bound = [];
    private int[] _positions;
    private int _labels;

    /// <summary>A jump or call whose distance is not yet written.</summary>
    /// <param name="Position">Where its first byte is.</param>
    /// <param name="Length">Its length in the long form.</param>
    /// <param name="Label">Where it goes.</param>
    private readonly record struct Fixup(int Position, int Length, int Label);

    /// <summary>Starts with labels 0 to <paramref name="labels"/> - 1.</summary>
    /// <param name="labels">The number of labels to begin with.</param>
    /// <param name="capacity">The number of bytes to expect.</param>
    public X64Assembler(int labels, int capacity)
    {
        _writer = new Writer(capacity);
        _encoder = Encoder.Create(64, _writer);
        _positions = new int[labels + 64];
        Array.Fill(_positions, -1);
        _labels = labels;
    }

    /// <summary>Makes a label.</summary>
    public X64Label NewLabel()
    {
        if (_labels == _positions.Length)
        {
            Array.Resize(ref _positions, 2 * _labels);
            Array.Fill(_positions, -1, _labels, _labels);
        }

        return new X64Label(_labels++);
    }

    /// <summary>Says that a label is here.</summary>
    public void Bind(X64Label label)
    {
        _positions[label.Index] = _writer.Length;
        _bound.Add(label.Index);
    }

    /// <summary>Makes a label that is here.</summary>
    public X64Label Here()
    {
        X64Label label = NewLabel();
        Bind(label);
        return label;
    }

    /// <summary>Writes an instruction without a label.</summary>
    public void Emit(in Instruction instruction) => _encoder.Encode(instruction, 0);

    /// <summary>Writes an instruction without operands.</summary>
    public void Emit(Code code) => Emit(Instruction.Create(code));

    /// <summary>Writes an instruction on a register.</summary>
    public void Emit(Code code, Register register) => Emit(Instruction.Create(code, register));

    /// <summary>Writes an instruction on two registers.</summary>
    public void Emit(Code code, Register first, Register second) => Emit(Instruction.Create(code, first, second));

    /// <summary>Writes an instruction on a register and an immediate.</summary>
    public void Emit(Code code, Register register, int immediate) => Emit(Instruction.Create(code, register, immediate));

    /// <summary>Writes an instruction on a register and memory.</summary>
    public void Emit(Code code, Register register, in MemoryOperand memory) => Emit(Instruction.Create(code, register, memory));

    /// <summary>Writes an instruction on memory and a register.</summary>
    public void Emit(Code code, in MemoryOperand memory, Register register) => Emit(Instruction.Create(code, memory, register));

    /// <summary>Writes an instruction on memory and an immediate.</summary>
    public void Emit(Code code, in MemoryOperand memory, int immediate) => Emit(Instruction.Create(code, memory, immediate));

    /// <summary>Memory at a register plus a displacement.</summary>
    public static MemoryOperand Memory(Register register, int displacement) =>
        new(register, displacement, displacement == 0 ? 0 : (sbyte)displacement == displacement ? 1 : 8);

    /// <summary>Jumps.</summary>
    public void Jump(X64Label target)
    {
        AddFixup(5, target);
        _writer.WriteByte(JumpAlways);
        _writer.Skip(sizeof(int));
    }

    /// <summary>Jumps if a condition holds.</summary>
    public void Jump(X64Condition condition, X64Label target)
    {
        AddFixup(6, target);
        _writer.WriteByte(0x0f);
        _writer.WriteByte((byte)(0x80 | (int)condition));
        _writer.Skip(sizeof(int));
    }

    /// <summary>Calls.</summary>
    public void CallTo(X64Label target)
    {
        AddFixup(5, target);
        _writer.WriteByte(Call);
        _writer.Skip(sizeof(int));
    }

    /// <summary>Where a label is in what <see cref="Finish"/> gave; -1 if it was never bound.</summary>
    public int PositionOf(X64Label label) => _positions[label.Index];

    /// <summary>Gives jumps their distances, in one byte where that is enough. Nothing can be written any more.</summary>
    /// <remarks>
    /// A jump whose target is near while all jumps are long is near afterwards too. So one pass decides, and another moves the code between jumps
    /// together: both linear in the size of the code.
    /// </remarks>
    public ReadOnlySpan<byte> Finish()
    {
        byte[] code = _writer.Bytes;
        int length = _writer.Length;
        var isShort = new bool[_fixups.Count];
        for (int i = 0; i < _fixups.Count; i++)
        {
            Fixup fixup = _fixups[i];
            int distance = _positions[fixup.Label] - (fixup.Position + fixup.Length);
            isShort[i] = code[fixup.Position] != Call && distance is >= -128 and <= 127;
        }

        length = MoveTogether(code, length, isShort, out int[] starts);
        for (int i = 0; i < _fixups.Count; i++)
        {
            Fixup fixup = _fixups[i];
            int end = starts[i] + (isShort[i] ? 2 : fixup.Length);
            int distance = _positions[fixup.Label] - end;
            if (isShort[i])
            {
                code[end - 1] = (byte)distance;
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(end - sizeof(int)), distance);
            }
        }

        return code.AsSpan(0, length);
    }

    /// <summary>Moves the code behind shortened jumps forward, and the labels with it.</summary>
    /// <returns>The length that is left.</returns>
    private int MoveTogether(byte[] code, int length, bool[] isShort, out int[] starts)
    {
        starts = new int[_fixups.Count];
        int from = 0;
        int to = 0;
        int bound = 0;
        for (int i = 0; i <= _fixups.Count; i++)
        {
            int stop = i < _fixups.Count ? _fixups[i].Position : length;
            for (; bound < _bound.Count && _positions[_bound[bound]] <= stop; bound++)
            {
                _positions[_bound[bound]] += to - from;
            }

            code.AsSpan(from, stop - from).CopyTo(code.AsSpan(to));
            to += stop - from;
            from = stop;
            if (i == _fixups.Count)
            {
                break;
            }

            starts[i] = to;
            byte first = code[from];
            byte second = code[from + 1];
            if (isShort[i])
            {
                code[to] = first == JumpAlways ? (byte)0xeb : (byte)(second - 0x10);
                to += 2;
            }
            else
            {
                code[to] = first;
                code[to + 1] = second;
                to += _fixups[i].Length;
            }

            from += _fixups[i].Length;
        }

        return to;
    }

    private void AddFixup(int length, X64Label target) => _fixups.Add(new Fixup(_writer.Length, length, target.Index));

    private sealed class Writer(int capacity) : CodeWriter
    {
        public byte[] Bytes { get; private set; } = new byte[Math.Max(capacity, 256)];

        public int Length { get; private set; }

        public override void WriteByte(byte value)
        {
            if (Length == Bytes.Length)
            {
                Grow();
            }

            Bytes[Length++] = value;
        }

        public void Skip(int count)
        {
            while (Length + count > Bytes.Length)
            {
                Grow();
            }

            Length += count;
        }

        private void Grow()
        {
            byte[] grown = new byte[2 * Bytes.Length];
            Bytes.AsSpan(0, Length).CopyTo(grown);
            Bytes = grown;
        }
    }
}

/// <summary>Conditions of jumps, by their number in the machine's encoding. A condition and its opposite differ in the lowest bit.</summary>
internal enum X64Condition : byte
{
    /// <summary>Unsigned less.</summary>
    Below = 2,

    /// <summary>Unsigned greater or equal.</summary>
    AboveOrEqual = 3,

    /// <summary>Equal, or zero.</summary>
    Equal = 4,

    /// <summary>Not equal, or not zero.</summary>
    NotEqual = 5,

    /// <summary>Unsigned less or equal.</summary>
    BelowOrEqual = 6,

    /// <summary>Unsigned greater.</summary>
    Above = 7,

    /// <summary>Signed less.</summary>
    Less = 12,

    /// <summary>Signed greater or equal.</summary>
    GreaterOrEqual = 13,

    /// <summary>Signed less or equal.</summary>
    LessOrEqual = 14,

    /// <summary>Signed greater.</summary>
    Greater = 15,
}
