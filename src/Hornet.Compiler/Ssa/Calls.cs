// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Compiler.Ssa;

/// <summary>What a <see cref="CallOperation"/> calls.</summary>
public abstract record CallTarget
{
    private protected CallTarget()
    {
    }
}

/// <summary>A helper of the kernel.</summary>
/// <param name="Helper">Which.</param>
public sealed record HelperTarget(HelperId Helper) : CallTarget;

/// <summary>A function of the kernel, found by name when the program is loaded.</summary>
/// <param name="Name">Its name.</param>
public sealed record KernelFunctionTarget(string Name) : CallTarget;

/// <summary>A function of the same module, which becomes a subprogram.</summary>
/// <param name="Function">Which.</param>
public sealed record FunctionTarget(Function Function) : CallTarget;

/// <summary>Calls a helper, a kernel function or a subprogram with at most five arguments.</summary>
public sealed class CallOperation(CallTarget target, SsaType type, Value[] arguments, SourceSpan location = default) : Operation(type, location, arguments)
{
    /// <summary>What it calls.</summary>
    public CallTarget Target { get; } = target;

    /// <inheritdoc/>
    public override bool HasEffect => true;
}

/// <summary>A map of the module, as helpers take it.</summary>
public sealed class MapReference(MapSpec map, SourceSpan location = default) : Value(SsaType.Pointer, location)
{
    /// <summary>The map.</summary>
    public MapSpec Map { get; } = map;
}

/// <summary>The address inside a data section or an array map with one entry.</summary>
public sealed class MapValueAddress(MapSpec map, int offset, SourceSpan location = default) : Value(SsaType.Pointer, location)
{
    /// <summary>The data section.</summary>
    public MapSpec Map { get; } = map;

    /// <summary>The offset in its value, in bytes.</summary>
    public int Offset { get; } = offset;
}

/// <summary>The address of a function of the module, as helpers that call back take it.</summary>
public sealed class FunctionAddress(Function function, SourceSpan location = default) : Value(SsaType.Pointer, location)
{
    /// <summary>The function.</summary>
    public Function Function { get; } = function;
}
