// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Cli.Verify;

/// <summary>Prints why a program was refused as compilers do: the message, the line with a caret under the place, and notes.</summary>
internal sealed class FailureWriter
{
    private readonly TextWriter _output;
    private readonly Paint _paint;

    /// <summary>Prints to one of a terminal's outputs.</summary>
    public FailureWriter(TextWriter output, bool usesColour)
    {
        _output = output;
        _paint = new Paint(usesColour);
    }

    /// <summary>Prints the refusal of a program.</summary>
    public void Write(string program, VerificationFailure failure)
    {
        _output.WriteLine($"{_paint.Bold(program)}: {_paint.Red("refused")}: {_paint.Bold(failure.Message)}");
        string gutter = new(' ', NumberOf(failure).Length);
        WritePlace(failure, gutter);
        WritePath(failure, gutter);
        WriteNote(gutter, "known", failure.Registers.Select(register => $"{register.Name} is {register.Description}"));
        WriteNote(gutter, "why", [failure.Explanation]);
        WriteNote(gutter, "help", [failure.Advice]);
    }

    private static string NumberOf(VerificationFailure failure) => (failure.Source is { Line: > 0 } line ? line.Line : failure.Instruction ?? 0).ToString(CultureInfo.InvariantCulture);

    private void WritePlace(VerificationFailure failure, string gutter)
    {
        if (failure.Instruction is not { } instruction)
            return;
        string arrow = _paint.Blue("-->"), bar = _paint.Blue("|");
        string number = _paint.Blue(NumberOf(failure));
        if (failure.Source is not { Line: > 0 } line)
        {
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{gutter}{arrow} instruction {instruction}"));
            _output.WriteLine($"{gutter} {bar}");
            _output.WriteLine($"{number} {bar} {failure.InstructionText}");
            _output.WriteLine($"{gutter} {bar} {_paint.Red(new string('^', Math.Max(1, failure.InstructionText.Length)))}");
            return;
        }

        string column = line.Column > 0 ? string.Create(CultureInfo.InvariantCulture, $":{line.Column}") : "";
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{gutter}{arrow} {line.File}:{line.Line}{column}, instruction {instruction}: {failure.InstructionText}"));
        if (line.Text.Length == 0)
            return;
        _output.WriteLine($"{gutter} {bar}");
        _output.WriteLine($"{number} {bar} {line.Text.TrimEnd()}");
        _output.WriteLine($"{gutter} {bar} {Indent(line)}{_paint.Red("^")}");
    }

    /// <summary>The white space before the caret; tabs stay, so that it stands below its place whatever their width.</summary>
    private static string Indent(LineInfo line)
    {
        int blank = line.Text.Length - line.Text.TrimStart().Length;
        int before = line.Column > 0 ? Math.Min(line.Column - 1, line.Text.Length) : blank;
        return string.Concat(line.Text.Take(before).Select(letter => letter == '\t' ? '\t' : ' '));
    }

    private void WritePath(VerificationFailure failure, string gutter) => WriteNote(gutter, "path", failure.Path.Select(decision => decision.Source is { Line: > 0 } source
        ? string.Create(CultureInfo.InvariantCulture, $"line {source.Line}: {source.Text.Trim()}{Destination(decision)}")
        : string.Create(CultureInfo.InvariantCulture, $"instruction {decision.Instruction}: {decision.Text}: {(decision.IsTaken ? "taken" : "not taken")}")));

    private static string Destination(BranchDecision decision) => decision.Next is { Line: > 0 } next && next.Line != decision.Source?.Line
        ? string.Create(CultureInfo.InvariantCulture, $"  -> line {next.Line}")
        : $"  -> {decision.Text}: {(decision.IsTaken ? "taken" : "not taken")}";

    /// <summary>Prints notes under one word, each on a line of its own.</summary>
    private void WriteNote(string gutter, string word, IEnumerable<string> texts)
    {
        string head = $"{gutter} {_paint.Blue("=")} {_paint.Cyan(word + ":")}{new string(' ', "known: ".Length - word.Length - 1)}";
        string indent = new(' ', gutter.Length + " = known: ".Length);
        foreach (string text in texts.Where(text => text.Length > 0))
        {
            _output.WriteLine(head + text);
            head = indent;
        }
    }
}
