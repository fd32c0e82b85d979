// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.VirtualMachines;

/// <summary>
/// The engines that tests compare. <c>HORNET_ENGINES=interpreter,jit</c> tests those only; without it, all that this machine has.
/// </summary>
internal static class TestedEngines
{
    private static readonly string[]? Chosen =
        Environment.GetEnvironmentVariable("HORNET_ENGINES")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The compilers that are to be tested on this machine.</summary>
    public static ImmutableArray<Engine> Compilers { get; } = [.. new[] { Engine.Jit, Engine.X64 }.Where(engine => WhyNot(engine) is null)];

    /// <summary>The interpreter, which is what the compilers are compared with, and the compilers.</summary>
    public static ImmutableArray<Engine> All { get; } = [Engine.Interpreter, .. Compilers];

    /// <summary>Null when an engine is to be tested; otherwise the reason why not.</summary>
    public static string? WhyNot(Engine engine)
    {
        if (Chosen is not null && !Chosen.Contains(engine.ToText()))
            return "HORNET_ENGINES does not name it";
        return engine switch
        {
            Engine.Jit => IlCompiler.Instance.WhyNot,
            Engine.X64 => X64Compiler.Instance.WhyNot,
            _ => null,
        };
    }

    /// <summary>Options of a machine that runs programs with an engine, verified first.</summary>
    public static VirtualMachineOptions Verified(Engine engine) => new() { Engine = engine };

    /// <summary>Options of a machine that runs programs with an engine and tests every access while they run.</summary>
    public static VirtualMachineOptions Checked(Engine engine) => new() { Engine = engine, LoadsUnverified = true, CompilesUnverified = true };
}
