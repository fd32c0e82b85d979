// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VmTests;

/// <summary>Marks a public static method as a test that runs inside the virtual machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VmFactAttribute : Attribute
{
    /// <summary>The kernel series it is for, such as <c>6.1</c>; null for all that <c>eng/vm-test</c> boots.</summary>
    public string? Series { get; init; }

    /// <summary>Tests with lower numbers run first.</summary>
    public int Order { get; init; }
}
