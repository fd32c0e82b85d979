// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>An object file, its BTF or a part of it is damaged or holds something that cannot be understood.</summary>
public sealed class ObjectFormatException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done and what is wrong.</param>
    /// <param name="section">The section at fault, for example <c>.BTF</c>; null for the file itself.</param>
    /// <param name="offset">The byte offset inside the section (or the file); null where it has no meaning.</param>
    public ObjectFormatException(string message, string? section = null, long? offset = null)
        : base(message)
    {
        Section = section;
        Offset = offset;
    }

    /// <summary>The section at fault, or null for the file itself.</summary>
    public string? Section { get; }

    /// <summary>The byte offset of the fault inside the section (or the file), or null.</summary>
    public long? Offset { get; }
}
