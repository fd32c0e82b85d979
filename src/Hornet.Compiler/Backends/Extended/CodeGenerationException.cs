// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>A function cannot be expressed in extended BPF, or not in the version or the kind of program asked for.</summary>
public sealed class CodeGenerationException : BpfException
{
    /// <summary>Creates an error about a part of a function.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="reason">What is wrong and what would be right, without the place.</param>
    /// <param name="location">The part of the source it is about.</param>
    public CodeGenerationException(string function, string reason, SourceSpan location = default)
        : base(Describe(function, reason, location))
    {
        Function = function;
        Reason = reason;
        Location = location;
    }

    /// <summary>The function's name.</summary>
    public string Function { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>The part of the source it is about.</summary>
    public SourceSpan Location { get; }

    private static string Describe(string function, string reason, SourceSpan location)
    {
        if (location.Source is null)
            return $"generating code of '{function}': {reason}";
        (int line, int column) = location.Source.LineAndColumn(location.Start);
        return $"generating code of '{function}', {location.Source.Name}:{line}:{column}: {reason}";
    }
}
