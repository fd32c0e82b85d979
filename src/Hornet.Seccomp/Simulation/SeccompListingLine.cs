// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode.Classic;

namespace Hornet.Seccomp;

/// <summary>A line of a <see cref="SeccompListing"/>.</summary>
/// <param name="Index">Which instruction, from 0.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="Text">What it does, in words.</param>
/// <param name="Comment">The number behind a name; or that it is never reached.</param>
public readonly record struct SeccompListingLine(int Index, ClassicInstruction Instruction, string Text, string Comment)
{
    /// <summary>The line: index, code and operand, words, comment.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Index:d4}: {Instruction.Code:x2} {Instruction.JumpTrue:x2} {Instruction.JumpFalse:x2} {Instruction.Operand:x8}  {(Comment.Length == 0 ? Text : $"{Text,-44} ; {Comment}")}");
}
