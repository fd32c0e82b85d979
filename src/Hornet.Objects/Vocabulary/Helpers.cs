// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>The prototypes of all helper functions of Linux 6.18, and who may call them.</summary>
/// <remarks>
/// The data are constants in the assembly: nothing is built before it is asked for, and a prototype is built once. The allow-lists come
/// from the kernel's verifier (see docs/vocabulary.md).
/// </remarks>
public static partial class Helpers
{
    private const int RowLength = 7;
    private static readonly HelperPrototype?[] Prototypes = new HelperPrototype?[Rows.Length / RowLength];

    /// <summary>Whether a number names a helper.</summary>
    public static bool IsKnown(HelperId id) => id is > HelperId.Unspec && (uint)id <= Count;

    /// <summary>The prototype of a helper, as most program types have it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such helper.</exception>
    public static HelperPrototype Get(HelperId id)
    {
        if (!IsKnown(id))
            throw new ArgumentOutOfRangeException(nameof(id), id, "Looking up a helper: no such number.");
        return Row(id, (int)id - 1);
    }

    /// <summary>
    /// The prototype of a helper as a program type has it: <c>get_socket_cookie</c> takes the context in a packet program and a socket in
    /// a tracing program.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such helper.</exception>
    public static HelperPrototype Get(HelperId id, ProgramType programType)
    {
        ReadOnlySpan<ulong> variants = Variants;
        for (int i = 0; i < variants.Length; i += 2)
        {
            if (variants[i] == (ulong)id && HasBit(variants[i + 1], (uint)programType))
                return Row(id, Count + (i / 2));
        }

        return Get(id);
    }

    /// <summary>
    /// Whether a program of that type may call a helper. An extension program may call what its target may, so every helper is allowed.
    /// </summary>
    /// <param name="id">The helper; an unknown number is never allowed.</param>
    /// <param name="programType">The program's type.</param>
    /// <param name="attachType">The program's hook, where it matters; null asks whether any hook of the type allows it.</param>
    public static bool IsAllowed(HelperId id, ProgramType programType, AttachType? attachType = null)
    {
        if (!IsKnown(id))
            return false;
        if (programType == ProgramType.Extension)
            return true;
        if (!HasBit(Allowed[(int)id - 1], (uint)programType))
            return false;
        if (attachType is not { } hook)
            return true;
        ReadOnlySpan<ulong> limits = AttachLimits;
        for (int i = 0; i < limits.Length; i += 3)
        {
            if (limits[i] == (ulong)id && limits[i + 1] == (ulong)programType)
                return HasBit(limits[i + 2], (uint)hook);
        }

        return true;
    }

    private static bool HasBit(ulong bits, uint bit) => bit < 64 && (bits >> (int)bit & 1) != 0;

    private static HelperPrototype Row(HelperId id, int row) => Prototypes[row] ??= Build(id, Rows.Slice(row * RowLength, RowLength));

    private static HelperPrototype Build(HelperId id, ReadOnlySpan<uint> row)
    {
        ImmutableArray<HelperArgument>.Builder arguments = ImmutableArray.CreateBuilder<HelperArgument>(5);
        for (int i = 1; i <= 5 && row[i] != 0; i++)
        {
            var kind = (ArgumentKind)(byte)row[i];
            uint extra = row[i] >> 24;
            bool isSized = kind == ArgumentKind.FixedSizeMemory;
            arguments.Add(new HelperArgument(kind, (ValueTraits)(row[i] >> 8 & 0xffff), isSized ? (int)extra : 0, isSized ? "" : KernelType(extra)));
        }

        return new HelperPrototype(id, Signature(id), (ReturnKind)(byte)row[0], (ValueTraits)(row[0] >> 8 & 0xffff), KernelType(row[0] >> 24),
            arguments.DrainToImmutable(), (HelperTraits)row[6]);
    }
}
