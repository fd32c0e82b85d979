// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>A text cannot be read as a value of a type: it is malformed, out of range, or names what the type has not.</summary>
public sealed class BtfValueException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done and what is wrong.</param>
    /// <param name="path">The part of the value at fault, for example <c>.ports[2]</c>; empty for the whole.</param>
    public BtfValueException(string message, string path)
        : base(message) => Path = path;

    /// <summary>The part of the value at fault, for example <c>.ports[2]</c>; empty for the whole.</summary>
    public string Path { get; }
}
