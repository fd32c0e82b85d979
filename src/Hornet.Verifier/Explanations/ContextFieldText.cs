// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Says why a field of a program's context may not be accessed so.</summary>
internal static class ContextFieldText
{
    /// <summary>Explains a refused access to the context.</summary>
    /// <param name="program">The program; its type and hook decide what is in the context. Null for none in particular.</param>
    /// <param name="instruction">The access.</param>
    /// <param name="offset">The offset in the context, in bytes.</param>
    /// <param name="size">The size of the access, in bytes.</param>
    public static string Explain(ProgramSpec? program, int? instruction, int offset, int size)
    {
        ContextLayout? layout = program is null ? null : ContextLayout.For(program.Type, program.AttachType);
        if (layout is not { HasStructure: true })
            return string.Create(CultureInfo.InvariantCulture, $"The context of this program type has no field of {size} bytes at offset {offset} that may be used so: it does not exist, is not for this hook, is read-only, or has another size.");
        string structure = $"struct {layout.StructureName}";
        if (layout.FieldAt(offset) is not { } field)
            return string.Create(CultureInfo.InvariantCulture, $"The context, {structure}, has no field at offset {offset}.");
        bool isWrite = instruction is { } index && InstructionSet.IsValid(program!.Instructions[index]) && InstructionSet.Describe(program.Instructions[index]).WritesMemory;
        bool mayRead = layout.CanRead(field.Offset, field.Size), mayWrite = layout.CanWrite(field.Offset, field.Size);
        string name = $"`{field.Name}` of {structure}";
        if (isWrite && !mayWrite && mayRead)
            return $"{name} may be read by this program, not written.";
        if (!mayRead && !mayWrite)
            return string.Create(CultureInfo.InvariantCulture, $"{name} (offset {field.Offset}) is not for programs of this type and hook.");
        return string.Create(CultureInfo.InvariantCulture, $"{name} is {Count(field.Size)} at offset {field.Offset}; it is accessed with {Count(size)} at offset {offset}, which the field does not allow.");
    }

    private static string Count(int bytes) => bytes == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
}
