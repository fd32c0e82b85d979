// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Tests;

/// <summary>
/// A test that needs a real Linux kernel and root. Elsewhere it is skipped with the reason, unless <c>HORNET_REQUIRE_KERNEL=1</c> says that
/// this machine has both: then it runs, and fails if it has not.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelFactAttribute : FactAttribute
{
    public KernelFactAttribute() => Skip = TestMachine.WhyNoKernel();
}

/// <summary>The same for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelTheoryAttribute : TheoryAttribute
{
    public KernelTheoryAttribute() => Skip = TestMachine.WhyNoKernel();
}

/// <summary>A test that compares with a tool of the field. Without the tool it is skipped, unless <c>HORNET_REQUIRE_KERNEL=1</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] tools) => Skip = TestMachine.WhyNoTool(tools);
}

/// <summary>The same for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] tools) => Skip = TestMachine.WhyNoTool(tools);
}

/// <summary>What this machine can do, as far as tests ask.</summary>
internal static class TestMachine
{
    /// <summary>Set on machines where nothing may be skipped.</summary>
    public static bool NothingMayBeSkipped { get; } = Environment.GetEnvironmentVariable("HORNET_REQUIRE_KERNEL") == "1";

    /// <summary>Null when kernel tests are to run; otherwise the reason why not.</summary>
    public static string? WhyNoKernel()
    {
        if (NothingMayBeSkipped)
            return null;
        if (!OperatingSystem.IsLinux())
            return "needs a Linux kernel";
        return IsRoot() ? null : "needs root for bpf(2)";
    }

    /// <summary>Null when tests with these tools are to run; otherwise the reason why not.</summary>
    public static string? WhyNoTool(params string[] tools)
    {
        if (NothingMayBeSkipped)
            return null;
        string[] missing = tools.Where(tool => FindTool(tool) is null).ToArray();
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)} on the PATH";
    }

    /// <summary>The full path of a tool, or null.</summary>
    public static string? FindTool(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(["/usr/sbin", "/sbin"])
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    private static bool IsRoot() => Environment.UserName == "root";
}
