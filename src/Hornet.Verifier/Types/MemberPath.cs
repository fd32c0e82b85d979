// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds members by name.</summary>
internal static class MemberPath
{
    /// <summary>The place of a member in a structure.</summary>
    /// <param name="btf">The structure's BTF.</param>
    /// <param name="typeId">The structure.</param>
    /// <param name="path">The member's name; with dots between, one in nested structures. Members of anonymous ones stand on their own.</param>
    /// <param name="offset">Bytes from the structure's start.</param>
    /// <param name="size">Bytes of the member.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFind(Btf btf, uint typeId, string path, out int offset, out int size)
    {
        offset = size = 0;
        foreach (string name in path.Split('.'))
        {
            if (!TryFindMember(btf, typeId, name, depth: 0, out int at, out typeId))
                return false;
            offset += at;
        }

        if (!btf.TryGetSize(typeId, out long length))
            return false;
        size = (int)length;
        return true;
    }

    private static bool TryFindMember(Btf btf, uint typeId, string name, int depth, out int offset, out uint memberType)
    {
        (offset, memberType) = (0, 0);
        if (depth == TypeWalker.MaxDepth || btf[btf.Resolve(typeId)] is not BtfStruct structure)
            return false;
        foreach (BtfMember member in structure.Members)
        {
            int start = (int)(member.BitOffset / 8);
            if (member.Name == name)
            {
                (offset, memberType) = (start, member.TypeId);
                return true;
            }

            if (member.Name.Length == 0 && TryFindMember(btf, member.TypeId, name, depth + 1, out int inner, out memberType))
            {
                offset = start + inner;
                return true;
            }
        }

        return false;
    }
}
