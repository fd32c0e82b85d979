// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>A part of a random program. Parts stand on their own, so that a failing program shrinks by leaving parts out.</summary>
internal abstract record Part
{
    public abstract void Emit(CodeEmitter code);

    /// <summary>Versions of this part that do less; the part left out altogether is not among them.</summary>
    public virtual IEnumerable<Part> Smaller() => [];
}

/// <summary>Instructions in a row.</summary>
internal sealed record Straight(params Instruction[] Instructions) : Part
{
    public override void Emit(CodeEmitter code)
    {
        foreach (Instruction instruction in Instructions)
            code.Add(instruction);
    }
}

/// <summary>One of two branches, by a condition. With <see cref="IsWide"/> the way past the second branch is a jump with a 32-bit offset.</summary>
internal sealed record Branch(Instruction Condition, IReadOnlyList<Part> Then, IReadOnlyList<Part> Else, bool IsWide) : Part
{
    public override void Emit(CodeEmitter code)
    {
        int otherwise = code.NewLabel();
        int end = code.NewLabel();
        code.Jump(Condition.Opcode, Condition.Destination, Condition.Source, Condition.Immediate, otherwise);
        Parts.Emit(Then, code);
        if (IsWide)
            code.WideJump(0x06, Register.R0, end);
        else
            code.Jump(0x05, Register.R0, Register.R0, 0, end);
        code.Mark(otherwise);
        Parts.Emit(Else, code);
        code.Mark(end);
    }

    public override IEnumerable<Part> Smaller() =>
        Parts.Smaller(Then).Select(then => this with { Then = then })
            .Concat(Parts.Smaller(Else).Select(otherwise => this with { Else = otherwise }));
}

/// <summary>A body that runs a fixed number of times; R7 counts.</summary>
internal sealed record Loop(int Count, IReadOnlyList<Part> Body) : Part
{
    public override void Emit(CodeEmitter code)
    {
        int start = code.NewLabel();
        code.Add(new Instruction(0xb7, Register.R7, immediate: Count));
        code.Mark(start);
        Parts.Emit(Body, code);
        code.Add(new Instruction(0x17, Register.R7, immediate: 1));
        code.Jump(0x55, Register.R7, Register.R0, 0, start);
    }

    public override IEnumerable<Part> Smaller() =>
        Parts.Smaller(Body).Select(body => this with { Body = body }).Concat(Count > 1 ? [this with { Count = Count - 1 }] : []);
}

/// <summary>A call of a subprogram with R1 to R5 as they are; afterwards those get values again.</summary>
internal sealed record CallPart(int Label, Instruction[] Refill) : Part
{
    public override void Emit(CodeEmitter code)
    {
        code.WideJump(0x85, Register.R1, Label);
        foreach (Instruction instruction in Refill)
            code.Add(instruction);
    }
}

/// <summary>Lists of parts.</summary>
internal static class Parts
{
    public static void Emit(IReadOnlyList<Part> parts, CodeEmitter code)
    {
        foreach (Part part in parts)
            part.Emit(code);
    }

    /// <summary>The list without one part, and with one part smaller.</summary>
    public static IEnumerable<IReadOnlyList<Part>> Smaller(IReadOnlyList<Part> parts)
    {
        for (int i = 0; i < parts.Count; i++)
            yield return [.. parts.Take(i), .. parts.Skip(i + 1)];
        for (int i = 0; i < parts.Count; i++)
        {
            foreach (Part smaller in parts[i].Smaller())
                yield return [.. parts.Take(i), smaller, .. parts.Skip(i + 1)];
        }
    }
}
