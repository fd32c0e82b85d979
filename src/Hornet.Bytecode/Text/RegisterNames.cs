// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The names of registers by number; text of damaged bytes names also those that do not exist.</summary>
internal static class RegisterNames
{
    /// <summary><c>r0</c>, <c>r1</c>, ...</summary>
    public static readonly string[] Wide = [.. Enumerable.Range(0, 16).Select(number => $"r{number}")];

    /// <summary><c>w0</c>, <c>w1</c>, ...: the low 32 bits.</summary>
    public static readonly string[] Narrow = [.. Enumerable.Range(0, 16).Select(number => $"w{number}")];
}
