// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Seccomp;

/// <summary>A system call of an architecture.</summary>
public sealed class SystemCall
{
    internal SystemCall(string name, uint number, ImmutableArray<string> argumentNames)
    {
        Name = name;
        Number = number;
        ArgumentNames = argumentNames;
    }

    /// <summary>The name, as the kernel's tables have it.</summary>
    public string Name { get; }

    /// <summary>The number as filters see it: on x32 with the bit 0x40000000, on MIPS from 4000, 5000 or 6000 on.</summary>
    public uint Number { get; }

    /// <summary>The names of the arguments in the kernel's sources; default (not empty) where they are not known.</summary>
    public ImmutableArray<string> ArgumentNames { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        ArgumentNames.IsDefault ? $"{Name}(?)" : $"{Name}({string.Join(", ", ArgumentNames)})";
}
