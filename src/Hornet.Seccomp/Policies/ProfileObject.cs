// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>An object of a profile: members are read by name and kind, and those that nobody knows are refused.</summary>
internal sealed class ProfileObject
{
    private readonly List<(LocatedJson Name, LocatedJson Value)> _members;

    /// <summary>Takes a value as an object.</summary>
    /// <param name="value">The value.</param>
    /// <param name="what">What it is, for messages: <c>a profile</c>.</param>
    /// <param name="known">The names its members may have.</param>
    public ProfileObject(LocatedJson value, string what, params ReadOnlySpan<string> known)
    {
        Location = value.Location;
        _members = value.Value as List<(LocatedJson, LocatedJson)> ?? throw new SeccompPolicyException($"{what} is an object.", value.Location);
        foreach ((LocatedJson name, _) in _members)
        {
            if (!known.Contains((string)name.Value!))
                throw new SeccompPolicyException($"'{name.Value}' is no member of {char.ToLowerInvariant(what[0])}{what[1..]}: {string.Join(", ", known!)}.", name.Location);
        }
    }

    /// <summary>Where it stands.</summary>
    public SourceSpan Location { get; }

    /// <summary>A member; null where it is missing or null.</summary>
    public LocatedJson? Find(string name)
    {
        foreach ((LocatedJson found, LocatedJson value) in _members)
        {
            if ((string)found.Value! == name)
                return value.Value is null ? null : value;
        }

        return null;
    }

    /// <summary>A member that must be there.</summary>
    public LocatedJson Get(string name) => Find(name) ?? throw new SeccompPolicyException($"'{name}' is missing.", Location with { Length = 1 });

    /// <summary>The items of a member; none where it is missing.</summary>
    public List<LocatedJson> Items(string name) => Find(name) switch
    {
        null => [],
        { Value: List<LocatedJson> items } => items,
        var other => throw new SeccompPolicyException($"'{name}' is an array.", other.Location),
    };

    /// <summary>The items of a member, which are strings.</summary>
    public IEnumerable<(string Text, SourceSpan Location)> Strings(string name) => Items(name).Select(item => (String(item), item.Location));

    /// <summary>A value that is a string.</summary>
    public static string String(LocatedJson value) => value.Value as string ?? throw new SeccompPolicyException("A string is wanted.", value.Location);

    /// <summary>A value that is a whole number without a sign, or for values of arguments a negative one.</summary>
    public static ulong Number(LocatedJson value, decimal maximum, bool mayBeNegative = false)
    {
        if (value.Value is not decimal number || number != decimal.Truncate(number))
            throw new SeccompPolicyException("A whole number is wanted.", value.Location);
        if (number > maximum || number < (mayBeNegative ? long.MinValue : 0))
            throw new SeccompPolicyException($"The number is not between {(mayBeNegative ? long.MinValue : 0)} and {maximum}.", value.Location);
        return number < 0 ? unchecked((ulong)(long)number) : (ulong)number;
    }
}
