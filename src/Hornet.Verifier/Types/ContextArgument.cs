// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a word of a context of arguments holds.</summary>
/// <param name="Kind">A scalar, a kernel object, a buffer; <see cref="ValueKind.Uninitialized"/> where it may not be read.</param>
/// <param name="Flags">What more is known of a pointer.</param>
/// <param name="BtfIndex">For an object: the BTF of its type.</param>
/// <param name="TypeId">For an object: its type.</param>
/// <param name="IsResult">Whether it is the result of the function, not an argument.</param>
/// <param name="ReferencedParameter">For an object that the program must give back: the parameter it came in, plus one; otherwise 0.</param>
/// <param name="Fault">Why it may not be read, in the kernel's words; empty where those say nothing particular.</param>
internal readonly record struct ContextArgument(
    ValueKind Kind,
    ValueFlags Flags = ValueFlags.None,
    short BtfIndex = 0,
    uint TypeId = 0,
    bool IsResult = false,
    int ReferencedParameter = 0,
    string Fault = "")
{
    /// <summary>A number.</summary>
    public static ContextArgument Scalar => new(ValueKind.Scalar);

    /// <summary>Nothing that may be read.</summary>
    public static ContextArgument Refused(FormattableString fault) => new(ValueKind.Uninitialized, Fault: FormattableString.Invariant(fault));
}
