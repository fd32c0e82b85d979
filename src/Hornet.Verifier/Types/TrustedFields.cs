// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>
/// The members of kernel structures through which trust goes on. The kernel's BTF lists them: beside <c>task_struct</c> there is, say, a
/// <c>task_struct__safe_rcu</c> with just the members that may be followed in an RCU read section.
/// </summary>
internal sealed class TrustedFields
{
    /// <summary>What a list of members says of them.</summary>
    public const string Trusted = "__safe_trusted", TrustedOrNull = "__safe_trusted_or_null", Rcu = "__safe_rcu", RcuOrNull = "__safe_rcu_or_null";

    private readonly BtfSet _btfs;
    private readonly Dictionary<(short BtfIndex, uint TypeId, string List), BtfStruct?> _lists = [];

    /// <summary>Works on the types of a verification.</summary>
    public TrustedFields(BtfSet btfs) => _btfs = btfs;

    /// <summary>Whether a member is on a list.</summary>
    /// <param name="btfIndex">The structure's BTF.</param>
    /// <param name="typeId">The structure.</param>
    /// <param name="list">Which list: one of the constants here.</param>
    /// <param name="field">The member's name.</param>
    /// <param name="targetId">The structure that the member points to.</param>
    public bool Has(short btfIndex, uint typeId, string list, string field, uint targetId)
    {
        if (Find(btfIndex, typeId, list) is not { } members)
            return false;
        Btf btf = _btfs[btfIndex];
        foreach (BtfMember member in members.Members)
        {
            if (member.Name == field && btf[member.TypeId] is BtfPointer pointer && btf.Resolve(pointer.TypeId) == targetId)
                return true;
        }

        return false;
    }

    private BtfStruct? Find(short btfIndex, uint typeId, string list)
    {
        if (_lists.TryGetValue((btfIndex, typeId, list), out BtfStruct? known))
            return known;
        Btf btf = _btfs[btfIndex];
        string name = btf.NameOf(typeId);
        var found = name.Length == 0 ? null : btf.FindByName(name + list, btf.KindOf(typeId)) as BtfStruct;
        _lists.Add((btfIndex, typeId, list), found);
        return found;
    }
}
