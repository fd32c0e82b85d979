// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>
/// Fills the placeholders of an explanation: <c>{name}</c> is a group of the message, <c>{a+b}</c> the sum of two, <c>{name:bytes}</c> a number of
/// bytes, <c>{name:signed}</c> a number with its sign, <c>{name:types}</c> kinds of values in words, <c>{line:name}</c> the place of the instruction in a
/// group, <c>{taken:name}</c> the call there, <c>{release:name}</c> what gives back what it took, <c>{here}</c> the place of the refused instruction,
/// <c>{state}</c> what is known of the register in the group <c>reg</c>, <c>{call}</c> the function that the refused instruction calls, <c>{context}</c> what
/// is wrong with an access to the context.
/// </summary>
internal sealed partial class MessageTemplate(Match message, MessageFacts facts)
{
    /// <summary>The text with its placeholders filled; a place at its start gets a capital letter.</summary>
    public string Fill(string text)
    {
        string filled = Placeholder().Replace(text, hit => Value(hit.Groups["name"].Value, hit.Groups["style"].Value));
        return text.StartsWith("{here}", StringComparison.Ordinal) || text.StartsWith("{line:", StringComparison.Ordinal) || text.StartsWith("{context", StringComparison.Ordinal) ? char.ToUpperInvariant(filled[0]) + filled[1..] : filled;
    }

    private string Value(string name, string style) => (name, style) switch
    {
        ("here", _) => PlaceOf(facts.Instruction, facts.Source),
        ("state", _) => State(),
        ("call", _) => CalledFunction(),
        ("context", _) => ContextFieldText.Explain(facts.Program, facts.Instruction, (int)(Number("offset") ?? 0), (int)(Number("size") ?? 0)),
        ("line", _) => Number(style) is { } instruction ? FullPlaceOf((int)instruction) : "it",
        ("taken", _) => NameOfCall(TextAt(style)) is { } taken ? $"{taken}() at {Value("line", style)}" : $"the call at {Value("line", style)}",
        ("release", _) => ReleaseFunctions.Of(NameOfCall(TextAt(style)) ?? ""),
        (_, "types") => TypeWords.Describe(Group(name)),
        (_, "bytes") => Number(name) is 1 ? "1 byte" : $"{Group(name)} bytes",
        (_, "signed") => Number(name)?.ToString("+0;-0", CultureInfo.InvariantCulture) ?? Group(name),
        _ when name.Split('+') is [var left, var right] => (Number(left) + Number(right))?.ToString(CultureInfo.InvariantCulture) ?? Group(left),
        _ => Group(name),
    };

    private string Group(string name) => message.Groups[name] is { Success: true } group ? group.Value : "it";

    private long? Number(string name) => long.TryParse(message.Groups[name].ValueSpan, CultureInfo.InvariantCulture, out long number) ? number : null;

    private string State()
    {
        if (facts.Registers.IsEmpty || !message.Groups["reg"].Success)
            return "something of which nothing is known";
        return RegisterNotation.Describe(facts.Registers.GetValueOrDefault(message.Groups["reg"].Value, ""));
    }

    private string TextAt(string group) => Number(group) is { } instruction && facts.Program is { } program && instruction < program.Instructions.Length
        ? new InstructionTexts(program)[(int)instruction]
        : "";

    private string FullPlaceOf(int instruction) => facts.Program?.FindLine(instruction) is { Line: > 0 } line
        ? string.Create(CultureInfo.InvariantCulture, $"line {line.Line} (instruction {instruction})")
        : PlaceOf(instruction, null);

    private string PlaceOf(int? instruction, LineInfo? source)
    {
        LineInfo? line = source ?? (instruction is { } index ? facts.Program?.FindLine(index) : null);
        if (line is { Line: > 0 } known)
            return string.Create(CultureInfo.InvariantCulture, $"line {known.Line}");
        return instruction is { } at ? string.Create(CultureInfo.InvariantCulture, $"instruction {at}") : "this place";
    }

    private string CalledFunction() => NameOfCall(facts.InstructionText) ?? "the function";

    private static string? NameOfCall(string instruction) => Call().Match(instruction) is { Success: true } call ? call.Groups["name"].Value : null;

    [GeneratedRegex(@"\{(?<name>\w+(\+\w+)?)(:(?<style>\w+))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^call (kernel-function )?(?<name>[A-Za-z_]\w*)(#-?\d+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
