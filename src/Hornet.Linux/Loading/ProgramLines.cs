// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The source lines of programs as the kernel takes them. Their texts go into the object's types, so they are made before those are loaded.</summary>
internal sealed class ProgramLines
{
    private readonly Dictionary<string, ImmutableArray<BpfLineInfo>> _lines = new(StringComparer.Ordinal);

    /// <summary>Makes the records of all programs.</summary>
    /// <param name="types">The types that take the texts; null makes no records.</param>
    /// <param name="programs">The programs.</param>
    public ProgramLines(ObjectBtf? types, ImmutableArray<ProgramSpec> programs)
    {
        if (types is null)
            return;
        foreach (ProgramSpec program in programs)
        {
            _lines[program.Name] =
            [
                .. program.Lines.Select(line => new BpfLineInfo((uint)line.Instruction, types.AddString(line.File), types.AddString(line.Text), ((uint)line.Line << 10) | ((uint)line.Column & 0x3ff))),
            ];
        }
    }

    /// <summary>The records of a program; empty where there are none.</summary>
    public ImmutableArray<BpfLineInfo> Of(ProgramSpec program) => _lines.GetValueOrDefault(program.Name, []);
}
