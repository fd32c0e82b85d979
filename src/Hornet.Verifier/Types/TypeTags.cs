// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What type tags say of pointers.</summary>
internal static class TypeTags
{
    /// <summary>What the outermost tag on what a pointer points to says of the pointer.</summary>
    /// <param name="btf">The BTF.</param>
    /// <param name="targetId">The type right behind the pointer.</param>
    public static ValueFlags FlagsOf(Btf btf, uint targetId)
    {
        if (btf.KindOf(targetId) != BtfKind.TypeTag || btf[targetId] is not BtfTypeTag { IsAttribute: false } tag)
            return ValueFlags.None;
        return tag.Name switch
        {
            "user" => ValueFlags.User,
            "percpu" => ValueFlags.PerCpu,
            "rcu" => ValueFlags.Rcu,
            _ => ValueFlags.None,
        };
    }
}
