// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests;

/// <summary>
/// Random helper calls with arguments that are mostly right and sometimes just wrong. R6 is the context; R7 gathers what the calls returned
/// and what they left in the buffer of 64 bytes on the stack.
/// </summary>
internal sealed class HelperCallGenerator(Random random, ProgramType type)
{
    private const short Buffer = -64;

    // A socket buffer whose head has to be moved for room gets a transport header that nobody set, below which its tail cannot be cut:
    // a program does the one or the other.
    private readonly bool _growsHead = random.Next(2) == 0;

    public List<Part> Calls(int count) => [.. Enumerable.Range(0, count).Select(_ => (Part)new Straight([.. Next()]))];

    private IEnumerable<Instruction> Next() => random.Next(8) == 0 ? Anywhere() : type == ProgramType.Xdp ? ForXdp() : ForSkb();

    private IEnumerable<Instruction> ForXdp() => random.Next(7) switch
    {
        0 => Call(HelperId.XdpAdjustHead, Context(), Number(2, Near(64))),
        1 => Call(HelperId.XdpAdjustTail, Context(), Number(2, Near(64))),
        2 => Call(HelperId.XdpAdjustMeta, Context(), Number(2, Near(40) & (random.Next(4) == 0 ? ~0 : ~3))),
        3 => Call(HelperId.XdpGetBufferLength, Context()),
        4 => Filled(HelperId.XdpStoreBytes, Context(), Number(2, Offset()), Address(3), Number(4, Length())),
        _ => Filled(HelperId.XdpLoadBytes, Context(), Number(2, Offset()), Address(3), Number(4, Length())),
    };

    private IEnumerable<Instruction> ForSkb() => random.Next(19) switch
    {
        0 or 1 => Filled(HelperId.SkbLoadBytes, Context(), Number(2, Offset()), Address(3), Number(4, Length())),
        2 => Filled(HelperId.SkbLoadBytesRelative, Context(), Number(2, Offset()), Address(3), Number(4, Length()), Number(5, random.Next(3))),
        3 or 4 => Filled(HelperId.SkbStoreBytes, Context(), Number(2, Offset()), Address(3), Number(4, Length()), Number(5, random.Next(5))),
        5 => Call(HelperId.L3ChecksumReplace, Context(), Number(2, Offset()), Wide(3), Wide(4), Number(5, Pick(0, 2, 4, 4, 3, 16))),
        6 => Call(HelperId.L4ChecksumReplace, Context(), Number(2, Offset()), Wide(3), Wide(4),
            Number(5, Pick(0, 2, 4, 3) | Pick(0, 0, 0x10, 0x20, 0x30, 0x60, 0x100))),
        7 when !_growsHead => Call(HelperId.SkbChangeTail, Context(), Number(2, Pick(0, 13, 14, 20, 34, 60, 100, 300, 70000)), Number(3, Pick(0, 0, 0, 1))),
        8 when _growsHead => Call(HelperId.SkbChangeHead, Context(), Number(2, Pick(0, 1, 8, 14, 40)), Number(3, Pick(0, 0, 0, 1))),
        9 => Call(HelperId.SkbPullData, Context(), Number(2, Pick(0, 14, 20, 60, 100, 2000))),
        10 => Call(HelperId.SkbVlanPush, Context(), Number(2, Pick(0x0081, 0x0081, 0xa888, 0x1234)), Number(3, random.Next(5000))),
        11 => Call(HelperId.SkbVlanPop, Context()),
        12 when _growsHead => Call(HelperId.SkbAdjustRoom, Context(), Number(2, Near(48)), Number(3, Pick(0, 1, 1, 2)), Number(4, Pick(0, 0, 0, 0x20, 0x22, 2, 4, 1 << 10))),
        13 => Call(HelperId.SkbChangeType, Context(), Number(2, random.Next(6))),
        14 => Call(HelperId.ChecksumUpdate, Context(), Wide(2)),
        15 => Call(HelperId.ChecksumLevel, Context(), Number(2, random.Next(5))),
        16 => Call(HelperId.SetHash, Context(), Wide(2)),
        17 => Call(HelperId.SkbEcnSetCe, Context()),
        18 when _growsHead => Call(HelperId.SkbChangeProtocol, Context(), Number(2, Pick(0xdd86, 0x0008, 0x1234)), Number(3, Pick(0, 0, 1))),
        _ => Call(HelperId.SkbPullData, Context(), Number(2, random.Next(100))),
    };

    // What every program may call.
    private IEnumerable<Instruction> Anywhere()
    {
        switch (random.Next(3))
        {
            case 0:
                int from = random.Next(17) * (random.Next(6) == 0 ? 1 : 4), to = random.Next(17) * (random.Next(6) == 0 ? 1 : 4);
                return Filled(HelperId.ChecksumDiff, AddressOrNull(1, from), Number(2, Math.Min(from, 64)), AddressOrNull(3, to), Number(4, Math.Min(to, 64)), Wide(5));
            case 1:
                string digits = NumberText();
                HelperId parse = random.Next(2) == 0 ? HelperId.StringToLong : HelperId.StringToUnsignedLong;
                return [.. Text(digits), .. Bare(parse, Address(1), Number(2, Pick(digits.Length, digits.Length, digits.Length + 1, Math.Max(1, digits.Length - 1))),
                    Number(3, Pick(0, 0, 8, 10, 16, 7)), [new(0xbf, Register.R4, Register.R10), new(0x07, Register.R4, immediate: -8)]), .. Gather(), .. GatherBuffer()];
            default:
                return type == ProgramType.Xdp ? ForXdp() : ForSkb();
        }
    }

    private static IEnumerable<Instruction> Call(HelperId helper, params Instruction[][] arguments) => [.. Bare(helper, arguments), .. Gather()];

    // The same with a fresh buffer, looked at afterwards.
    private IEnumerable<Instruction> Filled(HelperId helper, params Instruction[][] arguments)
    {
        var text = new StringBuilder();
        for (int i = 0; i < 64; i++)
            text.Append((char)random.Next(1, 127));
        return [.. Text(text.ToString()), .. Bare(helper, arguments), .. Gather(), .. GatherBuffer()];
    }

    private static IEnumerable<Instruction> Bare(HelperId helper, params Instruction[][] arguments) =>
        [.. arguments.SelectMany(argument => argument), new Instruction(0x85, immediate: (int)helper)];

    private static Instruction[] Gather() => [new(0x27, Register.R7, immediate: 31), new(0xaf, Register.R7, Register.R0)];

    private static IEnumerable<Instruction> GatherBuffer()
    {
        for (short offset = Buffer; offset < 0; offset += 8)
        {
            yield return new Instruction(0x79, Register.R0, Register.R10, offset);
            yield return new Instruction(0x27, Register.R7, immediate: 31);
            yield return new Instruction(0xaf, Register.R7, Register.R0);
        }
    }

    private static IEnumerable<Instruction> Text(string text)
    {
        byte[] bytes = new byte[64];
        Encoding.ASCII.GetBytes(text, bytes);
        for (int i = 0; i < 64; i += 4)
            yield return new Instruction(0x62, Register.R10, offset: (short)(Buffer + i), immediate: BitConverter.ToInt32(bytes, i));
    }

    private static Instruction[] Context() => [new(0xbf, Register.R1, Register.R6)];

    private static Instruction[] Number(int register, int value) => [new(0xb7, (Register)register, immediate: value)];

    private Instruction[] Wide(int register)
    {
        long value = random.Next(3) == 0 ? random.Next(70000) : random.NextInt64();
        return [new(0x18, (Register)register, immediate: (int)value), new(0, immediate: (int)(value >> 32))];
    }

    private static Instruction[] Address(int register) => [new(0xbf, (Register)register, Register.R10), new(0x07, (Register)register, immediate: Buffer)];

    private static Instruction[] AddressOrNull(int register, int size) => size == 0 ? Number(register, 0) : Address(register);

    private int Near(int limit) => random.Next(10) == 0 ? random.Next(-5000, 5000) : random.Next(-limit, limit + 1);

    private int Offset() => random.Next(10) == 0 ? Pick(-1, 65535, 65536, 1000, int.MaxValue) : random.Next(0, 60);

    private int Length() => random.Next(1, 65);

    private int Pick(params ReadOnlySpan<int> values) => values[random.Next(values.Length)];

    private string NumberText() => random.Next(12) switch
    {
        0 => "",
        1 => "-",
        2 => "0x",
        3 => " 42",
        4 => "9223372036854775808",
        5 => "-9223372036854775808",
        6 => "18446744073709551616",
        7 => "0" + random.Next(100),
        8 => "0x" + random.Next().ToString("x", null),
        9 => "+" + random.Next(),
        10 => random.Next() + "z",
        _ => random.NextInt64(long.MinValue, long.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture),
    } + (random.Next(3) == 0 ? "\n" : "");
}
