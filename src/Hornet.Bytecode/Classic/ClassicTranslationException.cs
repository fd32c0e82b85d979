// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>A valid classic program uses something that extended BPF has no means for.</summary>
public sealed class ClassicTranslationException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done and what is missing.</param>
    /// <param name="index">The classic instruction, counted from 0.</param>
    public ClassicTranslationException(string message, int index)
        : base(message) => Index = index;

    /// <summary>The classic instruction that cannot be translated, counted from 0.</summary>
    public int Index { get; }
}
