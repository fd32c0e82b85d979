// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Turns packet operations into loads that a kind of program may do and its verifier accepts.</summary>
public static class PacketLowering
{
    /// <summary>Rewrites a function whose first parameter is the context.</summary>
    /// <param name="function">The function.</param>
    /// <param name="type">Socket filter, tc classifier or XDP.</param>
    public static void Lower(Function function, ProgramType type) => throw new NotImplementedException($"{function}{type}");
}
