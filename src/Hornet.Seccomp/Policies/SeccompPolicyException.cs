// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>A policy is wrong: its text, or what it asks for.</summary>
public sealed class SeccompPolicyException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, and what would be right.</param>
    /// <param name="location">The part of the text that is meant; none for a policy that was built.</param>
    public SeccompPolicyException(string message, SourceSpan location = default)
        : base(Locate(message, location)) => Location = location;

    /// <summary>The part of the text that is meant.</summary>
    public SourceSpan Location { get; }

    private static string Locate(string message, SourceSpan location)
    {
        if (location.Source is not { } source)
            return message;
        (int line, int column) = source.LineAndColumn(location.Start);
        return string.Create(CultureInfo.InvariantCulture, $"{source.Name}:{line}:{column}: {message}");
    }
}
