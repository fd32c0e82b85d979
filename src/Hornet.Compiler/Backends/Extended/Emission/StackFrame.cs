// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Lays out stack frames.</summary>
internal static class StackFrame
{
    // MAX_BPF_STACK of linux/filter.h: for a function, and for all functions that are active at once.
    public const int Limit = 512;

    private const int WordSize = 8;

    /// <summary>Gives every variable of a function its place below R10.</summary>
    /// <param name="function">The function.</param>
    /// <exception cref="CodeGenerationException">They do not fit.</exception>
    public static void LayOut(MachineFunction function)
    {
        // The verifier knows numbers again that it saw stored at a multiple of eight, such as a loop's counter; elsewhere it forgets them.
        int depth = Place(function, WordSize);
        if (depth > Limit)
            depth = Place(function, 1);
        function.FrameSize = depth;
        if (depth <= Limit)
            return;
        StackVariable largest = function.Frame.MaxBy(variable => variable.Size)!;
        throw new CodeGenerationException(
            function.Source.Name,
            $"its stack frame takes {depth} bytes and the kernel allows {Limit}; the largest variable has {largest.Size} bytes (put large values into a map with one entry a CPU)",
            largest.Location);
    }

    private static int Place(MachineFunction function, int leastAlignment)
    {
        int depth = 0;
        foreach (StackVariable variable in function.Frame.OrderByDescending(variable => variable.Alignment).ThenBy(variable => variable.Size))
        {
            int alignment = Math.Max(leastAlignment, variable.Alignment);
            depth = (depth + variable.Size + alignment - 1) / alignment * alignment;
            variable.Offset = -depth;
        }

        return depth;
    }
}
