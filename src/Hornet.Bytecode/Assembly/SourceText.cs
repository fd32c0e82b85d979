// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>What is done to a text before it is parsed line by line.</summary>
internal static class SourceText
{
    private const int LongestText = 64 << 20;

    /// <summary>Blanks <c>/* */</c> comments, keeping lines and columns.</summary>
    public static string WithoutBlockComments(string text)
    {
        if (text.Length > LongestText)
            throw new AssemblyException($"Assembling: the text has {text.Length} characters, more than {LongestText}", 1, 1);
        if (!text.Contains("/*", StringComparison.Ordinal))
            return text;

        char[] characters = text.ToCharArray();
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < characters.Length; i++)
        {
            if (characters[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
            else if (Tokenizer.IsComment(characters, i))
            {
                // A comment to the end of the line may hold anything.
                while (i + 1 < characters.Length && characters[i + 1] != '\n')
                    i++;
            }
            else if (characters[i] == '/' && i + 1 < characters.Length && characters[i + 1] == '*')
            {
                int end = text.IndexOf("*/", i + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw new AssemblyException("Assembling: the comment is not closed", line, i - lineStart + 1);
                for (; i < end + 2; i++)
                {
                    if (characters[i] == '\n')
                    {
                        line++;
                        lineStart = i + 1;
                    }
                    else
                    {
                        characters[i] = ' ';
                    }
                }

                i--;
            }
        }

        return new string(characters);
    }
}
