// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>The source position of an instruction and those that follow it, up to the next entry.</summary>
/// <param name="Instruction">The index of the instruction.</param>
/// <param name="File">The source file as the compiler named it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1; 0 where it is not known.</param>
/// <param name="Text">The text of the line, as recorded in the object; may be empty.</param>
public readonly record struct LineInfo(int Instruction, string File, int Line, int Column, string Text);
