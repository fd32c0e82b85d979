// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>Types in words, and names without flavours.</summary>
internal static class CoreNames
{
    /// <summary>For example <c>struct task_struct</c>.</summary>
    public static string Describe(Btf btf, uint id)
    {
        BtfRecord record = btf.Record(id);
        string name = record.NameOffset == 0 ? "(anonymous)" : record.Owner.GetString(record.NameOffset);
        return record.Kind switch
        {
            BtfKind.Void => "void",
            BtfKind.Struct => "struct " + name,
            BtfKind.Union => "union " + name,
            BtfKind.Enum or BtfKind.Enum64 => "enum " + name,
            BtfKind.Forward => (record.KindFlag ? "union " : "struct ") + name,
            BtfKind.Typedef => "typedef " + name,
            BtfKind.Int or BtfKind.Float => name,
            BtfKind kind => kind.ToString().ToLowerInvariant() + (record.NameOffset == 0 ? "" : " " + name),
        };
    }

    /// <summary>For example <c>[118] struct task_struct</c>, with the module's name where it comes from one.</summary>
    public static string Describe(CoreCandidate candidate) =>
        $"[{candidate.Id}] {Describe(candidate.Btf, candidate.Id)}" + (candidate.Module is null ? "" : $" of module {candidate.Module}");

    /// <summary>Whether two names are the same but for their flavours; empty names are equal only to empty names.</summary>
    public static bool SameEssentialName(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Essential(left).SequenceEqual(Essential(right));

    /// <summary>The name of a member or enumerator.</summary>
    public static ReadOnlySpan<byte> PartName(in BtfRecord record, uint nameOffset) => record.Owner.StringBytes(nameOffset);

    public static ReadOnlySpan<byte> Essential(ReadOnlySpan<byte> name) => name[..Btf.EssentialLength(name)];
}

/// <summary>A type of the target that may stand for a type of the object.</summary>
internal readonly record struct CoreCandidate(Btf Btf, uint Id, string? Module);
