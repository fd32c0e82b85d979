// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>Finds on a candidate type of the target what a path means on the object's type, by the names of its members.</summary>
internal sealed class CoreMatcher(CoreSpec local, Btf targetBtf, uint targetId)
{
    private readonly CoreTypeRules _rules = new(local.Btf, targetBtf);
    private readonly CoreSpec _found = new(targetBtf, targetId, local.Kind);
    private int _depth;

    /// <summary>The same path on the target, or null when the candidate does not have it.</summary>
    public CoreSpec? Match()
    {
        if (CoreSpec.IsTypeKind(local.Kind))
        {
            bool same = local.Kind == CoreRelocationKind.TypeMatches
                ? _rules.TypesMatch(local.RootId, targetId)
                : _rules.TypesAreCompatible(local.RootId, targetId);
            return same ? _found : null;
        }

        return (CoreSpec.IsEnumKind(local.Kind) ? MatchEnumerator() : MatchField()) ? _found : null;
    }

    private bool MatchEnumerator()
    {
        uint id = targetBtf.Resolve(targetId);
        BtfRecord record = targetBtf.Record(id);
        if (!CoreTypeRules.IsEnum(record.Kind))
            return false;
        ReadOnlySpan<byte> wanted = System.Text.Encoding.UTF8.GetBytes(local.Steps[0].Name!);
        for (int i = 0; i < record.Count; i++)
        {
            uint nameOffset = record.Enumerator(i).NameOffset;
            if (!CoreNames.SameEssentialName(wanted, CoreNames.PartName(record, nameOffset)))
                continue;
            _found.Steps.Add(new CoreStep(id, i, record.Owner.GetString(nameOffset)));
            return true;
        }

        return false;
    }

    private bool MatchField()
    {
        uint id = targetId;
        for (int i = 0; i < local.Steps.Count; i++)
        {
            CoreStep step = local.Steps[i];
            id = targetBtf.Resolve(id);
            bool matched = step.Name is null ? MatchElement(step, isRoot: i == 0, ref id) : MatchMember(step, ref id);
            if (!matched)
                return false;
        }

        return true;
    }

    private bool MatchElement(CoreStep step, bool isRoot, ref uint id)
    {
        if (!isRoot)
        {
            BtfRecord array = targetBtf.Record(id);
            if (array.Kind != BtfKind.Array || (step.Index >= array.Extra(2) && !_found.IsFlexible(array)))
                return false;
            id = targetBtf.Resolve(array.Extra(0));
        }

        _found.Steps.Add(new CoreStep(id, step.Index, null));
        _found.Advance(id, step.Index);
        return true;
    }

    /// <summary>Looks for a member by name, through anonymous members; <paramref name="id"/> becomes the member's type.</summary>
    private bool MatchMember(CoreStep step, ref uint id)
    {
        CoreNamedMember wanted = new(step, local.Btf);
        return FindMember(wanted, ref id) == true;
    }

    /// <summary>True: found. False: a member of that name is there, with a type that does not fit. Null: no such member.</summary>
    private bool? FindMember(in CoreNamedMember wanted, ref uint id)
    {
        uint own = targetBtf.Resolve(id);
        BtfRecord record = targetBtf.Record(own);
        if (!CoreTypeRules.IsComposite(record.Kind) || _depth == CoreSpec.MaximumSteps)
            return null;
        for (int i = 0; i < record.Count; i++)
        {
            _rules.Count();
            BtfRawMember member = record.Member(i);
            if (member.NameOffset == 0)
            {
                uint inner = member.TypeId;
                _depth++;
                _found.BitOffset += member.BitOffset;
                bool? deeper = FindMember(wanted, ref inner);
                _depth--;
                if (deeper is not null)
                {
                    id = inner;
                    return deeper;
                }

                _found.BitOffset -= member.BitOffset;
            }
            else if (record.Owner.StringBytes(member.NameOffset).SequenceEqual(wanted.Name))
            {
                if (!_rules.FieldsAreCompatible(wanted.TypeId, member.TypeId))
                    return false;
                _found.BitOffset += member.BitOffset;
                _found.Steps.Add(new CoreStep(own, i, record.Owner.GetString(member.NameOffset)));
                id = member.TypeId;
                return true;
            }
        }

        return null;
    }

    /// <summary>The member of the object's own type that is sought.</summary>
    private readonly ref struct CoreNamedMember
    {
        public CoreNamedMember(CoreStep step, Btf btf)
        {
            BtfRecord record = btf.Record(step.TypeId);
            BtfRawMember member = record.Member(step.Index);
            Name = record.Owner.StringBytes(member.NameOffset);
            TypeId = member.TypeId;
        }

        public ReadOnlySpan<byte> Name { get; }

        public uint TypeId { get; }
    }
}
