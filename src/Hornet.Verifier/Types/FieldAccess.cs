// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a walk through a type finds at an offset.</summary>
/// <param name="Kind">What.</param>
/// <param name="TypeId">For <see cref="FieldAccessKind.Pointer"/> the structure pointed to, for <see cref="FieldAccessKind.Structure"/> the nested one.</param>
/// <param name="Flags">For a pointer: what its tags and the way to it say of it.</param>
/// <param name="FieldName">For a pointer: the member's name.</param>
/// <param name="Fault">For <see cref="FieldAccessKind.Fault"/>: the fault in the kernel's words.</param>
internal readonly record struct FieldAccess(FieldAccessKind Kind, uint TypeId = 0, ValueFlags Flags = ValueFlags.None, string FieldName = "", string Fault = "")
{
    /// <summary>A number.</summary>
    public static FieldAccess Scalar => new(FieldAccessKind.Scalar);

    /// <summary>A fault.</summary>
    public static FieldAccess Refused(FormattableString message) => new(FieldAccessKind.Fault, Fault: FormattableString.Invariant(message));
}
