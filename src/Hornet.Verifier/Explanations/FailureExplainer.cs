// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Makes of a refusal what is told about it: where it is, the path there, what is known of the registers, why that is not enough, what mends it.</summary>
internal static partial class FailureExplainer
{
    /// <summary>Explains a refusal.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="program">The program, as far as it was resolved when it was refused.</param>
    /// <param name="analysis">The analysis, at the point of the refusal; null for a program that was refused before its paths were walked.</param>
    public static VerificationFailure Explain(Refusal refusal, ProgramSpec program, Analysis? analysis)
    {
        int? instruction = refusal.Instruction;

        // What is found when the paths were walked, or of another instruction, has nothing to do with the state at hand.
        if (analysis is not null && instruction != analysis.Instruction)
            analysis = null;
        var texts = new InstructionTexts(program);
        MessageFacts facts = FactsAt(program, texts, analysis, instruction);
        MessageExplanation? known = ExplainFirst(refusal.Message, facts);
        if (instruction is null && known?.Instruction is { } named && named < program.Instructions.Length)
        {
            instruction = named;
            facts = FactsAt(program, texts, analysis: null, instruction);
            known = ExplainFirst(refusal.Message, facts);
        }

        return new VerificationFailure
        {
            Message = refusal.Message,
            Kind = refusal.Kind,
            Instruction = instruction,
            InstructionText = facts.InstructionText,
            Source = facts.Source,
            Path = analysis is null || instruction is null ? [] : PathTrace.Decisions(analysis.Program, texts, analysis.State, instruction.Value),
            Registers = analysis is null || instruction is null ? [] : Knowledge(program.Instructions[instruction.Value], refusal.Message, facts),
            Explanation = known?.Explanation ?? "",
            Advice = known?.Advice ?? "",
        };
    }

    /// <summary>Explains a message that may take several lines: the first that is known counts.</summary>
    private static MessageExplanation? ExplainFirst(string message, MessageFacts facts)
    {
        foreach (string line in message.Split('\n'))
        {
            if (MessageCatalogue.Explain(line, facts) is { } known)
                return known;
        }

        return null;
    }

    private static MessageFacts FactsAt(ProgramSpec program, InstructionTexts texts, Analysis? analysis, int? instruction) => instruction is not { } index
        ? new MessageFacts { Program = program }
        : new MessageFacts
        {
            Program = program,
            Instruction = index,
            InstructionText = texts[index],
            Source = program.FindLine(index),
            Registers = analysis is null ? ImmutableSortedDictionary<string, string>.Empty : Registers(analysis),
        };

    private static ImmutableSortedDictionary<string, string> Registers(Analysis analysis)
    {
        var states = new StateText(analysis.Program);
        var registers = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        StackFrame frame = analysis.Frame;
        for (int number = 0; number < StackFrame.RegisterCount; number++)
        {
            if (frame.Registers[number].Kind != ValueKind.Uninitialized)
                registers.Add(NameOf(number), states.Describe(frame.Registers[number], frame.Index));
        }

        return registers.ToImmutable();
    }

    /// <summary>What is known of the registers that the message names and those that the instruction reads, the stack's top apart.</summary>
    private static ImmutableArray<RegisterKnowledge> Knowledge(Instruction instruction, string message, MessageFacts facts)
    {
        HashSet<string> wanted = [.. RegisterName().Matches(message).Select(match => match.Value)];

        // What a call reads depends on the function; the message says which argument is wrong.
        if (!instruction.IsCall && InstructionSet.IsValid(instruction))
        {
            RegisterSet reads = InstructionSet.Describe(instruction).Reads;
            for (int number = 0; number < StackFrame.RegisterCount - 1; number++)
            {
                if (((int)reads & (1 << number)) != 0)
                    wanted.Add(NameOf(number));
            }
        }

        return
        [
            .. wanted.Order(StringComparer.Ordinal)
                .Select(name => RegisterKnowledge.Of(name, facts.Registers.GetValueOrDefault(name, ""))),
        ];
    }

    private static string NameOf(int register) => string.Create(CultureInfo.InvariantCulture, $"R{register}");

    [GeneratedRegex(@"\bR(10|\d)\b")]
    private static partial Regex RegisterName();
}
