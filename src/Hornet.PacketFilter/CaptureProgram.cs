// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.PacketFilters;

/// <summary>
/// Turns a filter into an XDP program that lets every packet pass and writes those that match, behind a header of <see cref="HeaderSize"/> bytes, into
/// a perf event array.
/// </summary>
internal static class CaptureProgram
{
    public const string MapName = "packets";
    public const int HeaderSize = 24;

    // A perf event has 16 bits for its size: 65,535 bytes with its own header, the packet's and padding.
    private const uint LongestCapture = 0xff00;

    private const int TimestampAt = 0;
    private const int LengthAt = 8;
    private const int CapturedAt = 12;
    private const int InterfaceAt = 16;
    private const int QueueAt = 20;

    // linux/bpf.h: BPF_F_CURRENT_CPU, and BPF_F_CTXLEN_MASK, which starts at bit 32.
    private const ulong CurrentCpu = 0xffff_ffff;
    private const int LengthShift = 32;

    /// <summary>The map that the program writes to.</summary>
    public static MapSpec Map { get; } = new() { Name = MapName, Type = MapType.PerfEventArray, KeySize = sizeof(uint), ValueSize = sizeof(uint) };

    /// <summary>Rewrites a filter, lowered for XDP, whose result is 0 for what does not match.</summary>
    /// <param name="function">The filter; its parameter is the context.</param>
    /// <param name="snapLength">How many bytes of a packet are written.</param>
    public static void Wrap(Function function, uint snapLength)
    {
        Block[] blocks = [.. function.Blocks];
        Block pass = function.AddBlock();
        pass.Append(new Return(new Constant(SsaType.Int32, (uint)XdpAction.Pass)));
        Block match = function.AddBlock();
        Write(function, match, Math.Min(snapLength, LongestCapture));
        match.Append(new Jump(pass));
        foreach (Block block in blocks)
        {
            if (block.Terminator is not Return { Result: { } result } @return)
                continue;
            if (result is Constant constant)
            {
                block.ReplaceTerminator(new Jump(constant.Bits != 0 ? match : pass, @return.Location));
                continue;
            }

            var matches = block.Insert(block.Operations.Count - 1, new CompareOperation(Comparison.NotEqual, result, new Constant(result.Type, 0), @return.Location));
            block.ReplaceTerminator(new Branch(matches, match, pass, @return.Location));
        }
    }

    private static void Write(Function function, Block block, uint snapLength)
    {
        Value context = function.Parameters[0];
        StackSlot header = function.AddSlot(HeaderSize, sizeof(ulong), "header");
        Store(TimestampAt, MemorySize.DoubleWord, block.Append(new CallOperation(new HelperTarget(HelperId.KtimeGetNanoseconds), SsaType.Int64, [])));
        Value length = Length();
        Store(LengthAt, MemorySize.Word, length);
        var limit = new Constant(SsaType.Int32, snapLength);
        Value captured = block.Append(new SelectOperation(block.Append(new CompareOperation(Comparison.Less, length, limit)), length, limit));
        Store(CapturedAt, MemorySize.Word, captured);
        Store(InterfaceAt, MemorySize.Word, Field("ingress_ifindex", SsaType.Int32));
        Store(QueueAt, MemorySize.Word, Field("rx_queue_index", SsaType.Int32));
        Value wide = block.Append(new ConvertOperation(Conversion.ZeroExtend, captured, SsaType.Int64));
        Value shifted = block.Append(new BinaryOperation(BinaryOperator.ShiftLeft, wide, new Constant(SsaType.Int64, LengthShift)));
        Value flags = block.Append(new BinaryOperation(BinaryOperator.Or, shifted, new Constant(SsaType.Int64, CurrentCpu)));
        block.Append(new CallOperation(
            new HelperTarget(HelperId.PerfEventOutput), SsaType.Int64, [context, new MapReference(Map), flags, header, new Constant(SsaType.Int64, HeaderSize)]));

        void Store(int offset, MemorySize size, Value value) => block.Append(new StoreOperation(size, header, offset, value));

        Value Field(string name, SsaType type) => block.Append(new LoadOperation(type, MemorySize.Word, context, ContextLayout.For(ProgramType.Xdp)!.Field(name)!.Value.Offset));

        Value Length()
        {
            Value start = Field("data", SsaType.Pointer);
            Value distance = block.Append(new BinaryOperation(BinaryOperator.Subtract, Field("data_end", SsaType.Pointer), start));
            return block.Append(new ConvertOperation(Conversion.Truncate, distance, SsaType.Int32));
        }
    }
}
