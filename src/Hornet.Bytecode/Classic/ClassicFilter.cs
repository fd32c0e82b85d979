// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Bytecode.Classic;

/// <summary>
/// A checked classic program that can be run over packets: the reference interpreter. It may be shared among threads; running allocates nothing.
/// </summary>
/// <example>
/// <code>
/// var filter = new ClassicFilter(ClassicText.Parse("ldh [12]\njne #0x806, drop\nret #-1\ndrop: ret #0"));
/// bool isArp = filter.Matches(packet);
/// </code>
/// </example>
public sealed class ClassicFilter
{
    /// <summary>How often a libpcap program may jump backward for one packet, as libpcap has it.</summary>
    private const int MaximumBackwardJumps = 64;

    private readonly ClassicInstruction[] _program;

    /// <summary>Checks a program and makes it runnable.</summary>
    /// <param name="program">The instructions.</param>
    /// <param name="semantics">Whose rules to check and run by.</param>
    /// <exception cref="ClassicProgramException">The program is not valid.</exception>
    public ClassicFilter(ReadOnlySpan<ClassicInstruction> program, ClassicSemantics semantics = ClassicSemantics.Linux)
    {
        ClassicValidator.Validate(program, semantics);
        _program = program.ToArray();
        Semantics = semantics;
    }

    /// <summary>Whose rules it runs by.</summary>
    public ClassicSemantics Semantics { get; }

    /// <summary>The instructions.</summary>
    public ReadOnlySpan<ClassicInstruction> Program => _program;

    /// <summary>Whether the filter lets a packet pass: returns anything but 0.</summary>
    /// <param name="packet">The captured bytes, from the header the filter was written for.</param>
    public bool Matches(ReadOnlySpan<byte> packet) => Run(packet, default) != 0;

    /// <summary>Runs the program.</summary>
    /// <param name="packet">The captured bytes, from the header the filter was written for.</param>
    /// <param name="context">What else the program may load; null for a packet of which nothing else is known.</param>
    /// <returns>
    /// What the program returns: how many bytes of the packet to keep, 0 to drop it. A load beyond the packet and a division by 0 end the
    /// program with 0.
    /// </returns>
    public uint Run(ReadOnlySpan<byte> packet, in ClassicPacketContext context = default)
    {
        Span<uint> memory = stackalloc uint[ClassicOpcodes.MemoryWords];
        memory.Clear();
        ReadOnlySpan<ClassicInstruction> program = _program;
        uint a = 0;
        uint x = 0;
        int backwardJumps = 0;
        for (int pc = 0; ; pc++)
        {
            ClassicInstruction instruction = program[pc];
            uint k = instruction.Operand;
            switch (instruction.Code)
            {
                case ClassicOpcodes.LoadImmediate:
                    a = k;
                    break;
                case ClassicOpcodes.LoadXImmediate:
                    x = k;
                    break;
                case ClassicOpcodes.LoadMemory:
                    a = memory[(int)k];
                    break;
                case ClassicOpcodes.LoadXMemory:
                    x = memory[(int)k];
                    break;
                case ClassicOpcodes.Store:
                    memory[(int)k] = a;
                    break;
                case ClassicOpcodes.StoreX:
                    memory[(int)k] = x;
                    break;
                case ClassicOpcodes.LoadLength:
                    a = context.WireLength != 0 ? context.WireLength : (uint)packet.Length;
                    break;
                case ClassicOpcodes.LoadXLength:
                    x = context.WireLength != 0 ? context.WireLength : (uint)packet.Length;
                    break;
                case ClassicOpcodes.LoadWord or ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte:
                    if (!TryLoadAbsolute(packet, context, instruction, x, ref a))
                        return 0;
                    break;
                case ClassicOpcodes.LoadWordIndirect or ClassicOpcodes.LoadHalfWordIndirect or ClassicOpcodes.LoadByteIndirect:
                    if (!TryLoadIndirect(packet, context, instruction, x, out a))
                        return 0;
                    break;
                case ClassicOpcodes.LoadXHeaderLength:
                    if (!TryLoad(packet, context, unchecked((int)k), 1, out uint first))
                        return 0;
                    x = (first & 0xf) * 4;
                    break;
                case ClassicOpcodes.CopyAToX:
                    x = a;
                    break;
                case ClassicOpcodes.CopyXToA:
                    a = x;
                    break;
                case ClassicOpcodes.Return:
                    return k;
                case ClassicOpcodes.ReturnA:
                    return a;
                case ClassicOpcodes.Jump:
                    // Only libpcap's programs go backward; like libpcap, one that does so too often drops the packet.
                    if (unchecked((int)k) < 0 && ++backwardJumps > MaximumBackwardJumps)
                        return 0;
                    pc += unchecked((int)k);
                    break;
                default:
                    if (instruction.IsConditionalJump)
                        pc += Holds(instruction, a, x) ? instruction.JumpTrue : instruction.JumpFalse;
                    else if (!TryCompute(instruction, x, ref a))
                        return 0;
                    break;
            }
        }
    }

    private static bool Holds(ClassicInstruction instruction, uint a, uint x)
    {
        uint operand = UsesX(instruction) ? x : instruction.Operand;
        return WithConstant(instruction) switch
        {
            ClassicOpcodes.JumpIfEqual => a == operand,
            ClassicOpcodes.JumpIfGreater => a > operand,
            ClassicOpcodes.JumpIfGreaterOrEqual => a >= operand,
            _ => (a & operand) != 0,
        };
    }

    /// <summary>Arithmetic; false for a division by 0.</summary>
    private bool TryCompute(ClassicInstruction instruction, uint x, ref uint a)
    {
        uint operand = UsesX(instruction) ? x : instruction.Operand;
        switch (WithConstant(instruction))
        {
            case ClassicOpcodes.Add:
                a += operand;
                break;
            case ClassicOpcodes.Subtract:
                a -= operand;
                break;
            case ClassicOpcodes.Multiply:
                a *= operand;
                break;
            case ClassicOpcodes.Divide or ClassicOpcodes.Modulo when operand == 0:
                return false;
            case ClassicOpcodes.Divide:
                a /= operand;
                break;
            case ClassicOpcodes.Modulo:
                a %= operand;
                break;
            case ClassicOpcodes.Or:
                a |= operand;
                break;
            case ClassicOpcodes.And:
                a &= operand;
                break;
            case ClassicOpcodes.Xor:
                a ^= operand;
                break;
            case ClassicOpcodes.Negate:
                a = 0 - a;
                break;
            case ClassicOpcodes.ShiftLeft or ClassicOpcodes.ShiftRight when operand >= 32 && Semantics == ClassicSemantics.Libpcap:
                a = 0;
                break;
            case ClassicOpcodes.ShiftLeft:
                a <<= (int)(operand & 31);
                break;
            default:
                a >>= (int)(operand & 31);
                break;
        }

        return true;
    }

    /// <summary>Bit 3 of arithmetic and conditional jumps: the operand is X.</summary>
    private static bool UsesX(ClassicInstruction instruction) => (instruction.Code & 8) != 0;

    /// <summary>The code of the same operation with a constant.</summary>
    private static int WithConstant(ClassicInstruction instruction) => instruction.Code & ~8;

    private bool TryLoadAbsolute(ReadOnlySpan<byte> packet, in ClassicPacketContext context, ClassicInstruction instruction, uint x, ref uint a)
    {
        int offset = unchecked((int)instruction.Operand);
        if (offset >= 0)
            return TryLoad(packet, context, offset, Size(instruction), out a);
        if (!ClassicExtensions.TryGet(instruction, out ClassicExtension extension))
            return TryLoad(packet, context, offset, Size(instruction), out a);
        if (Semantics == ClassicSemantics.Libpcap
            && (instruction.Code != ClassicOpcodes.LoadByte || extension is not (ClassicExtension.VlanTag or ClassicExtension.VlanTagPresent)))
            return false;
        a = Extension(packet, context, extension, a, x);
        return true;
    }

    private bool TryLoadIndirect(ReadOnlySpan<byte> packet, in ClassicPacketContext context, ClassicInstruction instruction, uint x, out uint value)
    {
        value = 0;
        if (Semantics == ClassicSemantics.Libpcap)
        {
            ulong sum = (ulong)x + instruction.Operand;
            return sum <= int.MaxValue && TryLoad(packet, context, (int)sum, Size(instruction), out value);
        }

        return TryLoad(packet, context, unchecked((int)(x + instruction.Operand)), Size(instruction), out value);
    }

    private bool TryLoad(ReadOnlySpan<byte> packet, in ClassicPacketContext context, int offset, int size, out uint value)
    {
        value = 0;
        if (offset < 0)
        {
            if (Semantics == ClassicSemantics.Libpcap || offset < ClassicExtensions.LinkOffset)
                return false;

            // The link-layer header is where the packet starts.
            offset = offset >= ClassicExtensions.NetworkOffset ? offset - ClassicExtensions.NetworkOffset + context.NetworkOffset : offset - ClassicExtensions.LinkOffset;
        }

        if (offset < 0 || size > packet.Length - offset)
            return false;
        ReadOnlySpan<byte> bytes = packet[offset..];
        value = size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
        return true;
    }

    private static uint Extension(ReadOnlySpan<byte> packet, in ClassicPacketContext context, ClassicExtension extension, uint a, uint x) => extension switch
    {
        ClassicExtension.Protocol => context.Protocol,
        ClassicExtension.PacketType => context.PacketType,
        ClassicExtension.InterfaceIndex => context.InterfaceIndex,
        ClassicExtension.NetlinkAttribute => NetlinkAttributes.Find(packet, a, x),
        ClassicExtension.NestedNetlinkAttribute => NetlinkAttributes.FindNested(packet, a, x),
        ClassicExtension.Mark => context.Mark,
        ClassicExtension.Queue => context.Queue,
        ClassicExtension.HardwareType => context.HardwareType,
        ClassicExtension.Hash => context.Hash,
        ClassicExtension.Cpu => context.Cpu,
        ClassicExtension.XorX => a ^ x,
        ClassicExtension.VlanTag => context.VlanTag ?? 0u,
        ClassicExtension.VlanTagPresent => context.VlanTag is null ? 0u : 1u,
        ClassicExtension.PayloadOffset => context.PayloadOffset,
        ClassicExtension.Random => context.Random is { } random ? random() : (uint)System.Random.Shared.NextInt64(1L << 32),
        _ => context.VlanProtocol,
    };

    /// <summary>Bits 3 and 4 of a load's code: 0 word, 1 half-word, 2 byte.</summary>
    private static int Size(ClassicInstruction instruction) => 4 >> ((instruction.Code >> 3) & 3);
}
