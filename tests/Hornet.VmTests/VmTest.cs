// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace Hornet.VmTests;

/// <summary>A test that runs inside the virtual machine.</summary>
/// <param name="Name">Its class and method; unique, without blanks.</param>
/// <param name="Series">The kernel series it is for; null for all.</param>
/// <param name="Body">Throws when what the name says is not so.</param>
public sealed record VmTest(string Name, string? Series, Action Body)
{
    /// <summary>The kernel series that <c>eng/vm-test</c> boots.</summary>
    public static IReadOnlyList<string> AllSeries { get; } = ["6.1", "6.12"];

    /// <summary>Every test of this assembly, in the order in which they run: by name, but for those that have an order.</summary>
    public static IReadOnlyList<VmTest> All { get; } = [.. Find()];

    /// <summary>Whether the test is for a kernel.</summary>
    /// <param name="release">The kernel's release, such as <c>6.1.0-42-cloud-amd64</c>.</param>
    public bool RunsOn(string release) => Series is null || release.StartsWith(Series + ".", StringComparison.Ordinal);

    private static IEnumerable<VmTest> Find() =>
        from type in typeof(VmTest).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        let attribute = method.GetCustomAttribute<VmFactAttribute>()
        where attribute is not null
        let name = $"{type.Name}.{method.Name}"
        orderby attribute.Order, name
        select new VmTest(name, attribute.Series, method.CreateDelegate<Action>());
}
