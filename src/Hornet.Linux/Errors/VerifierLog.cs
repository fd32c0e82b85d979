// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Linux;

/// <summary>Reads the log of the kernel's verifier: instructions as it walked them, source lines between them, what was wrong at the end.</summary>
public static partial class VerifierLog
{
    /// <summary>Finds in a log what was refused.</summary>
    /// <param name="log">The log, of level 1 or 2.</param>
    /// <param name="program">The program as it was loaded, for source lines and for instructions that CO-RE made unusable; null for neither.</param>
    /// <returns>The refusal; null when the log holds none (it is empty, or of a program that was accepted).</returns>
    public static VerifierRejection? FindRejection(string log, ProgramSpec? program = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        var walk = new Walk();
        foreach (string raw in log.Split('\n'))
            walk.Take(raw.TrimEnd());
        if (walk.Messages.Count == 0)
            return null;
        MessageFacts facts = new()
        {
            Program = program,
            Instruction = walk.Instruction,
            InstructionText = walk.InstructionText,
            Source = walk.Source,
            Registers = walk.State.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
        (string message, MessageExplanation? known) = Choose(walk.Messages, facts);
        int? index = known?.Instruction ?? walk.Instruction;
        var rejection = new VerifierRejection
        {
            Message = message,
            Instruction = index,
            InstructionText = index == walk.Instruction ? walk.InstructionText : "",
            Source = walk.Source ?? (index is { } at ? program?.FindLine(at) : null),
            State = facts.Registers,
            Path = walk.Path.Decisions(),
            Registers = [.. RegisterName().Matches(message).Select(name => name.Value).Distinct().Select(name => RegisterKnowledge.Of(name, facts.Registers.GetValueOrDefault(name, "")))],
            ProcessedInstructions = walk.Processed,
        };
        return known is null ? rejection : rejection with { Kind = known.Kind, Explanation = known.Explanation, Advice = known.Advice };
    }

    // A refusal can take several lines, the first often with the facts: the first known one counts, or the last where none is known.
    private static (string Message, MessageExplanation? Known) Choose(List<string> messages, MessageFacts facts)
    {
        foreach (string line in messages)
        {
            if (MessageCatalogue.Explain(line, facts) is { } known)
                return (line, known);
        }

        return (messages[^1], null);
    }

    [GeneratedRegex(@"^(\d+): \([0-9a-f]{2}\) (.*?)(?:\s+; (.*)|\s+\d+: ((?:frame\d+: )?R\d+=.*))?$")]
    private static partial Regex InstructionLine();

    [GeneratedRegex(@"^(?:from (\d+) to (\d+)(?: \(speculative execution\))?|(\d+)): ?((?:frame\d+:|R\d+|fp-|safe).*)?$")]
    private static partial Regex StateLine();

    [GeneratedRegex(@"\bR(10|[0-9])\b")]
    private static partial Regex RegisterName();

    [GeneratedRegex(@"^; (.*?)(?: @ (.+):(\d+))?$")]
    private static partial Regex SourceLine();

    [GeneratedRegex(@"(?<name>R\d+|fp-\d+)(?:_\w+)?=(?<value>[^\s(]*(?:\((?>[^()]+|\((?<depth>)|\)(?<-depth>))*(?(depth)(?!))\))?)")]
    private static partial Regex StateItem();

    [GeneratedRegex(@"^processed (\d+) insns|^verification time|^stack depth|^max_states|^insns processed|^(?:caller|callee|returning from callee|to caller at \d+):?|^Func#\d+|^func#\d+|^mark_precise|^frame\d+: |^(?:regs|last_idx|first_idx|parent)\b|^arg#\d+ reference type|^Validating |^propagating|^\d+: safe|^from \d+ to \d+: safe|^(?:cur|old) state:|^\.\.\.$|^R\d+=.*fp0")]
    private static partial Regex Noise();

    /// <summary>Goes over the lines and keeps where it is.</summary>
    private sealed class Walk
    {
        private LineInfo? _pendingSource;
        private string _stateAfter = "";

        public int? Instruction { get; private set; }

        public string InstructionText { get; private set; } = "";

        public LineInfo? Source { get; private set; }

        public int? Processed { get; private set; }

        /// <summary>What is known of registers before the current instruction.</summary>
        public Dictionary<string, string> State { get; } = new(StringComparer.Ordinal);

        /// <summary>The instructions so far.</summary>
        public LoggedPath Path { get; } = new();

        /// <summary>Lines since the current instruction that are none of the walk's own.</summary>
        public List<string> Messages { get; } = [];

        public void Take(string line)
        {
            if (line.Length == 0)
                return;
            if (InstructionLine().Match(line) is { Success: true } instruction)
                TakeInstruction(instruction);
            else if (StateLine().Match(line) is { Success: true } state)
                TakeState(state);
            else if (SourceLine().Match(line) is { Success: true } source)
                TakeSource(source);
            else if (Noise().Match(line) is { Success: true } noise)
                Processed = noise.Groups[1].Success ? int.Parse(noise.Groups[1].Value, CultureInfo.InvariantCulture) : Processed;
            else
                Messages.Add(line);
        }

        private void TakeInstruction(Match match)
        {
            Merge(_stateAfter);
            Messages.Clear();
            Instruction = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            InstructionText = match.Groups[2].Value.Trim();
            _stateAfter = match.Groups[3].Value;

            // A source line holds until the next one.
            Source = _pendingSource ?? Source;
            _pendingSource = null;
            Path.Add(Instruction.Value, InstructionText, Source);

            // Where a log of level 1 goes on with the other way of a branch, what is known there follows on the same line.
            if (match.Groups[4].Success)
            {
                State.Clear();
                Merge(match.Groups[4].Value);
            }
        }

        private void TakeState(Match match)
        {
            Merge(_stateAfter);
            _stateAfter = "";
            if (match.Groups[1].Success)
            {
                State.Clear();
                Path.ReturnTo(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }

            Merge(match.Groups[4].Value);
        }

        // With log level 2 every line tells all; otherwise only what changed.
        private void Merge(string text)
        {
            foreach (Match item in StateItem().Matches(text))
                State[item.Groups["name"].Value] = item.Groups["value"].Value;
        }

        private void TakeSource(Match match)
        {
            bool hasPlace = match.Groups[2].Success;
            _pendingSource = new LineInfo(-1, hasPlace ? match.Groups[2].Value : "", hasPlace ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : 0, 0, match.Groups[1].Value);
        }
    }
}
