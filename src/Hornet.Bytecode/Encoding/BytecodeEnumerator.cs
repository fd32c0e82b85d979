// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>Walks the slots of a program's bytes, decoding each as it is reached. For <c>foreach</c>; see <see cref="BytecodeDecoder.Enumerate"/>.</summary>
public ref struct BytecodeEnumerator
{
    private readonly bool _bigEndian;
    private ReadOnlySpan<byte> _rest;

    internal BytecodeEnumerator(ReadOnlySpan<byte> bytecode, bool bigEndian)
    {
        _rest = bytecode;
        _bigEndian = bigEndian;
    }

    /// <summary>The slot last reached.</summary>
    public Instruction Current { get; private set; }

    /// <summary>The enumerator itself.</summary>
    public readonly BytecodeEnumerator GetEnumerator() => this;

    /// <summary>Decodes the next slot; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;

        Current = Instruction.Read(_rest, _bigEndian);
        _rest = _rest[Instruction.SizeInBytes..];
        return true;
    }
}
