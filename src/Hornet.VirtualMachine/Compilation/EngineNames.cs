// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The engines' names on the command line and in reports.</summary>
public static class EngineNames
{
    /// <summary><c>auto</c>, <c>interpreter</c>, <c>jit</c> or <c>x64</c>.</summary>
    public static string ToText(this Engine engine) => engine switch
    {
        Engine.Auto => "auto",
        Engine.Interpreter => "interpreter",
        Engine.Jit => "jit",
        Engine.X64 => "x64",
        _ => engine.ToString(),
    };
}
