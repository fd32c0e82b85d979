// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>The kernel functions (kfuncs) of Linux 6.18 that come with the kernel proper, and who may call them.</summary>
/// <remarks>The data are constants in the assembly: nothing is built before it is asked for. Functions of modules, which may register any, are not here.</remarks>
public static partial class Kfuncs
{
    private const int RowLength = 2;
    private static readonly Kfunc?[] Known = new Kfunc?[Count];

    /// <summary>All functions, in the order of their names.</summary>
    public static IEnumerable<Kfunc> All => Enumerable.Range(0, Count).Select(index => At(index, NameIn(Signature(index))));

    /// <summary>Finds a function by its name; null where Linux 6.18 has none.</summary>
    public static Kfunc? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int index = IndexOf(name);
        return index < 0 ? null : At(index, name);
    }

    /// <summary>Whether a function that programs of a type may call is for that hook of theirs.</summary>
    internal static bool IsAllowedAt(int index, ProgramType programType, AttachType attachType)
    {
        ReadOnlySpan<ulong> limits = AttachLimits;
        for (int i = 0; i < limits.Length; i += 3)
        {
            if (limits[i] == (ulong)index && limits[i + 1] == (ulong)programType)
                return (uint)attachType < 64 && (limits[i + 2] >> (int)attachType & 1) != 0;
        }

        return true;
    }

    private static Kfunc At(int index, string name)
    {
        ReadOnlySpan<ulong> row = Rows.Slice(index * RowLength, RowLength);
        return Known[index] ??= new Kfunc(index, name, Signature(index), (KfuncTraits)row[0], row[1]);
    }

    /// <summary>The name in a declaration: the word before its parameters, which are the first parenthesis.</summary>
    private static string NameIn(string signature)
    {
        int end = signature.IndexOf('(', StringComparison.Ordinal);
        int start = signature.LastIndexOfAny([' ', '*'], end - 1) + 1;
        return signature[start..end];
    }
}
