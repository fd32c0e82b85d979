// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Tests;

/// <summary>
/// Keeps the examples of a page in docs/ true: the code of a test between <c>// example: NAME</c> and <c>// end</c> must stand in the page
/// as it is, without its indentation.
/// </summary>
internal static class DocumentationExamples
{
    /// <summary>The examples of a source file that its page lacks, each with its name. Empty when all is well.</summary>
    /// <param name="page">The page, by its path from the root of the repository.</param>
    /// <param name="source">The source file of the tests, by its path from the root of the repository.</param>
    public static IReadOnlyList<string> MissingFrom(string page, string source)
    {
        string text = File.ReadAllText(TestFiles.InRepository(page));
        var missing = new List<string>();
        int found = 0;
        List<string>? example = null;
        string name = "";
        foreach (string line in File.ReadLines(TestFiles.InRepository(source)))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith("// example: ", StringComparison.Ordinal))
            {
                name = trimmed["// example: ".Length..];
                example = [];
            }
            else if (trimmed == "// end" && example is not null)
            {
                found++;
                string code = Dedented(example);
                if (!text.Contains(code, StringComparison.Ordinal))
                    missing.Add($"{page} lacks the example {name}:\n{code}");
                example = null;
            }
            else
            {
                example?.Add(line);
            }
        }

        return found > 0 ? missing : [$"{source} has no examples"];
    }

    private static string Dedented(List<string> lines)
    {
        int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : ""));
    }
}
