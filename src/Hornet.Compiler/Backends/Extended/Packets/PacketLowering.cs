// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// Turns packet operations, and arithmetic with the rules of classic BPF, into what a kind of program may do and its verifier accepts.
/// <list type="bullet">
/// <item>Socket filters keep <see cref="PacketLoad"/>, which the back end has instructions for: the kernel reads the linear part of a packet in
/// line and the rest by a call, and ends the program with 0 outside.</item>
/// <item>XDP and tc programs read through the pointers of the context, with as few comparisons against the packet's end as prove every read.
/// A tc program first makes the kernel bring as much of the packet into its linear part as the filter may read.</item>
/// </list>
/// </summary>
public static class PacketLowering
{
    /// <summary>Rewrites a function whose first parameter is the context.</summary>
    /// <param name="function">The function: a program's main function.</param>
    /// <param name="type">Socket filter, tc classifier or action, or XDP.</param>
    /// <param name="actions">
    /// What the function returns from now on. Null is its own value for a socket filter, <see cref="PacketActions.Xdp"/> for XDP and
    /// <see cref="PacketActions.TrafficControl"/> for tc.
    /// </param>
    /// <param name="isLinear">
    /// Whether the host has all there is of a packet in one piece, as the virtual machine has: a tc program then needs not ask for it, and calls nobody.
    /// </param>
    /// <exception cref="CodeGenerationException">Such a program cannot know what the function asks for, or there is no such lowering.</exception>
    public static void Lower(Function function, ProgramType type, PacketActions? actions = null, bool isLinear = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (type is not (ProgramType.SocketFilter or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.Xdp))
            throw new CodeGenerationException(function.Name, $"a program of type {type} does not run on packets in a way that filters can be written for");
        if (function.Parameters is not [{ Type: SsaType.Pointer }, ..])
            throw new CodeGenerationException(function.Name, "a function that reads packets takes the context as its first parameter");
        actions ??= type switch
        {
            ProgramType.SocketFilter => null,
            ProgramType.Xdp => PacketActions.Xdp,
            _ => PacketActions.TrafficControl,
        };
        SimplifyControlFlow.RemoveUnreachable(function);
        ClassicArithmetic.Lower(function);
        MetadataLowering.Lower(function, type);
        if (type == ProgramType.SocketFilter)
            SocketPacketLoads.Lower(function);
        else
            DirectAccess.Lower(function, type, isLinear);
        if (actions is not null)
            MapResults(function, actions);
    }

    private static void MapResults(Function function, PacketActions actions)
    {
        foreach (Block block in function.Blocks)
        {
            if (block.Terminator is not Return { Result: { } result } @return)
                continue;
            Value mapped;
            if (result is Constant constant)
            {
                mapped = new Constant(function.ReturnType, constant.Bits != 0 ? actions.Match : actions.Otherwise, @return.Location);
            }
            else
            {
                int end = block.Operations.Count - 1;
                var matches = block.Insert(end, new CompareOperation(Comparison.NotEqual, result, new Constant(result.Type, 0), @return.Location));
                mapped = block.Insert(end + 1, new SelectOperation(matches, new Constant(function.ReturnType, actions.Match), new Constant(function.ReturnType, actions.Otherwise), @return.Location));
            }

            block.ReplaceTerminator(new Return(mapped, @return.Location));
        }
    }
}
