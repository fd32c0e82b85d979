// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Hornet.Bytecode;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Hornet.VirtualMachines;

/// <summary>Which engine the tests of a class run programs with.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RunsOnAttribute(Engine engine) : Attribute
{
    public Engine Engine { get; } = engine;
}

/// <summary>
/// Tests that every engine must pass: an abstract class has them as <see cref="EngineFactAttribute"/> and <see cref="EngineTheoryAttribute"/>, and a class
/// derived from it for each engine (<see cref="RunsOnAttribute"/>) runs them.
/// </summary>
public abstract class EngineTests
{
    protected EngineTests() => Engine = GetType().GetCustomAttribute<RunsOnAttribute>()!.Engine;

    protected Engine Engine { get; }

    /// <summary>For programs that the verifier accepts.</summary>
    protected VirtualMachineOptions Verified => TestedEngines.Verified(Engine);

    /// <summary>For programs that the verifier refuses: what they do wrong is then found while they run.</summary>
    protected VirtualMachineOptions Unverified => TestedEngines.Checked(Engine);

    /// <summary>Runs bare bytecode once.</summary>
    protected ulong Run(ReadOnlySpan<Instruction> program, Span<byte> memory, VirtualMachineOptions? options = null) =>
        BytecodeRunner.Run(program, memory, options ?? Unverified);
}

/// <summary>A test that runs for every engine; skipped with the reason where the machine has not got it.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Hornet.VirtualMachines." + nameof(EngineFactDiscoverer), "Hornet.VirtualMachine.Tests")]
public sealed class EngineFactAttribute : FactAttribute;

/// <summary>The same for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Hornet.VirtualMachines." + nameof(EngineTheoryDiscoverer), "Hornet.VirtualMachine.Tests")]
public sealed class EngineTheoryAttribute : TheoryAttribute;

/// <summary>Finds <see cref="EngineFactAttribute"/>s.</summary>
public sealed class EngineFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        EngineSkip.TryMake(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped
            ? [skipped]
            : base.Discover(discoveryOptions, testMethod, factAttribute);
}

/// <summary>Finds <see cref="EngineTheoryAttribute"/>s.</summary>
public sealed class EngineTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        EngineSkip.TryMake(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped
            ? [skipped]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}

internal static class EngineSkip
{
    /// <summary>The test that is skipped because the engine of its class is not there; null when it is.</summary>
    public static IXunitTestCase? TryMake(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method)
    {
        IAttributeInfo runsOn = method.TestClass.Class.GetCustomAttributes(typeof(RunsOnAttribute)).Single();
        string? reason = TestedEngines.WhyNot(runsOn.GetNamedArgument<Engine>(nameof(RunsOnAttribute.Engine)));
        return reason is null
            ? null
            : new XunitSkippedDataRowTestCase(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, reason);
    }
}
