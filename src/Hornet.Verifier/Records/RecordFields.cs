// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>The special fields of a structure or map value, by offset.</summary>
internal sealed class RecordFields
{
    /// <summary>The fields, ordered by offset.</summary>
    public required ImmutableArray<SpecialField> All { get; init; }

    /// <summary>Whether there is a field of a kind.</summary>
    public bool Has(SpecialFieldKind kind)
    {
        foreach (ref readonly SpecialField field in All.AsSpan())
        {
            if (field.Kind == kind)
                return true;
        }

        return false;
    }

    /// <summary>The first field of a kind, or null.</summary>
    public SpecialField? Find(SpecialFieldKind kind)
    {
        foreach (ref readonly SpecialField field in All.AsSpan())
        {
            if (field.Kind == kind)
                return field;
        }

        return null;
    }

    /// <summary>The field that covers a byte, or null.</summary>
    public SpecialField? At(int offset)
    {
        foreach (ref readonly SpecialField field in All.AsSpan())
        {
            if (offset >= field.Offset && offset < field.Offset + field.Size)
                return field;
        }

        return null;
    }
}
