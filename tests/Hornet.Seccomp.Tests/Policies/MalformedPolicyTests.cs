// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Tests;

namespace Hornet.Seccomp.Tests;

/// <summary>Every wrong policy of Corpus/malformed.txt is refused at its place, with its words.</summary>
public sealed class MalformedPolicyTests
{
    public static TheoryData<int, string, string> Cases()
    {
        TheoryData<int, string, string> cases = [];
        string[] lines = File.ReadAllLines(TestFiles.InRepository("tests", "Hornet.Seccomp.Tests", "Corpus", "malformed.txt"));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("=== ", StringComparison.Ordinal))
                continue;
            string[] text = [.. lines.Skip(i + 1).TakeWhile(line => !line.StartsWith("=== ", StringComparison.Ordinal))];
            cases.Add(i + 1, lines[i][4..], string.Join('\n', text));
        }

        return cases;
    }

    [Fact]
    public void There_are_more_than_a_hundred_cases() => Cases().Count.ShouldBeGreaterThan(100);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Wrong_policies_are_refused_at_the_place(int line, string wanted, string text)
    {
        SeccompPolicyException error = Should.Throw<SeccompPolicyException>(() => SeccompPolicy.Parse(text, "policy"), $"line {line}");
        int space = wanted.IndexOf(' ', StringComparison.Ordinal);
        error.Message.ShouldStartWith($"policy:{wanted[..space]}: ", Case.Sensitive, string.Create(CultureInfo.InvariantCulture, $"line {line}"));
        error.Message.ShouldContain(wanted[(space + 1)..], Case.Insensitive);
    }
}
