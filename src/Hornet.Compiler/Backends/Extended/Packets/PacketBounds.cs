// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// Loads where the packet begins and ends, at the start of a function. The pointers of a tc program cover the linear part of a packet alone, which
/// may end after the headers; when it is shorter than what the filter may read and the packet is longer, the kernel is asked to bring in more.
/// </summary>
internal static class PacketBounds
{
    /// <summary>Puts the loads before the function's entry.</summary>
    /// <param name="function">The function; the context is its first parameter.</param>
    /// <param name="type">The kind of program.</param>
    /// <param name="furthest">The place after the last byte that the filter may read.</param>
    /// <param name="isLinear">Whether all there is of a packet lies between the pointers.</param>
    public static (Value Start, Value End) Load(Function function, ProgramType type, uint furthest, bool isLinear)
    {
        Block main = function.Entry;
        Block entry = function.AddBlock();
        function.SetEntry(entry);
        (LoadOperation start, LoadOperation end) = Append(entry);
        if (isLinear || type == ProgramType.Xdp)
        {
            entry.Append(new Jump(main));
            return (start, end);
        }

        Block shorter = function.AddBlock();
        Block pull = function.AddBlock();
        Block joined = function.AddBlock();
        var last = entry.Append(new BinaryOperation(BinaryOperator.Add, start, new Constant(SsaType.Int64, furthest)));
        entry.Append(new Branch(entry.Append(new CompareOperation(Comparison.Greater, last, end)), shorter, joined));

        LoadOperation length = shorter.Append(MetadataLowering.ContextField(function, type, "len", default));
        var linear = shorter.Append(new BinaryOperation(BinaryOperator.Subtract, end, start));
        var whole = shorter.Append(new ConvertOperation(Conversion.ZeroExtend, length, SsaType.Int64));
        shorter.Append(new Branch(shorter.Append(new CompareOperation(Comparison.GreaterOrEqual, linear, whole)), joined, pull));

        var isLonger = pull.Append(new CompareOperation(Comparison.Greater, length, new Constant(SsaType.Int32, furthest)));
        var wanted = pull.Append(new SelectOperation(isLonger, new Constant(SsaType.Int32, furthest), length));
        pull.Append(new CallOperation(new HelperTarget(HelperId.SkbPullData), SsaType.Int64, [function.Parameters[0], wanted]));
        (LoadOperation newStart, LoadOperation newEnd) = Append(pull);
        pull.Append(new Jump(joined));

        var startPhi = joined.Append(new PhiOperation(SsaType.Pointer, [(entry, start), (shorter, start), (pull, newStart)]));
        var endPhi = joined.Append(new PhiOperation(SsaType.Pointer, [(entry, end), (shorter, end), (pull, newEnd)]));
        joined.Append(new Jump(main));
        return (startPhi, endPhi);

        (LoadOperation, LoadOperation) Append(Block block) =>
            (block.Append(MetadataLowering.ContextField(function, type, "data", default, SsaType.Pointer)),
                block.Append(MetadataLowering.ContextField(function, type, "data_end", default, SsaType.Pointer)));
    }
}
