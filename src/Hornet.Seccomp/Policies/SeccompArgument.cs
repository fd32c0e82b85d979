// SPDX-License-Identifier: Apache-2.0
#pragma warning disable CA2225 // The operators make conditions; a method of another name would read worse than the constructor of ArgumentCondition.
namespace Hornet.Seccomp;

/// <summary>
/// An argument of a call, of which operators make conditions: <c>SeccompArgument.At(0) == 1</c>, <c>(SeccompArgument.At(2) &amp; 4) == 0</c>.
/// </summary>
public readonly struct SeccompArgument : IEquatable<SeccompArgument>
{
    private readonly int _index;
    private readonly ulong _ignored;

    private SeccompArgument(int index, ulong ignored)
    {
        _index = index;
        _ignored = ignored;
    }

    /// <summary>All 64 bits of an argument.</summary>
    /// <param name="index">Which, from 0 to 5.</param>
    public static SeccompArgument At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, 5);
        return new SeccompArgument(index, 0);
    }

    /// <summary>The lower 32 bits of an argument, all the kernel takes of a C integer.</summary>
    /// <param name="index">Which, from 0 to 5.</param>
    public static SeccompArgument Int32At(int index) => At(index) & uint.MaxValue;

    /// <summary>Some bits of it.</summary>
    public static SeccompArgument operator &(SeccompArgument argument, ulong mask) => new(argument._index, argument._ignored | ~mask);

    /// <summary>It is the same.</summary>
    public static ArgumentCondition operator ==(SeccompArgument argument, ulong value) => argument.Compare(ArgumentComparison.Equal, value);

    /// <summary>It is not the same.</summary>
    public static ArgumentCondition operator !=(SeccompArgument argument, ulong value) => argument.Compare(ArgumentComparison.NotEqual, value);

    /// <summary>It is less.</summary>
    public static ArgumentCondition operator <(SeccompArgument argument, ulong value) => argument.Compare(ArgumentComparison.Less, value);

    /// <summary>It is greater.</summary>
    public static ArgumentCondition operator >(SeccompArgument argument, ulong value) => argument.Compare(ArgumentComparison.Greater, value);

    /// <summary>It is less or the same.</summary>
    public static ArgumentCondition operator <=(SeccompArgument argument, ulong value) => argument.Compare(ArgumentComparison.LessOrEqual, value);

    /// <summary>It is greater or the same.</summary>
    public static ArgumentCondition operator >=(SeccompArgument argument, ulong value) => argument.Compare(ArgumentComparison.GreaterOrEqual, value);

    /// <inheritdoc/>
    public bool Equals(SeccompArgument other) => _index == other._index && _ignored == other._ignored;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SeccompArgument other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_index, _ignored);

    private ArgumentCondition Compare(ArgumentComparison comparison, ulong value) => new(_index, comparison, value, ~_ignored);
}
