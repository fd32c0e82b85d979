// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.Linux;

/// <summary>
/// Classic programs written for Linux's own header (<c>LINUX_SLL2</c>), fitted to the kernel: there the header does not exist yet when the filter runs, and packets begin with their
/// network header. What the header will say comes from the kernel's extensions.
/// </summary>
internal static class CookedFilter
{
    /// <summary>The length of the header.</summary>
    public const int HeaderLength = 20;

    // Where the fields of the header are (tcpdump.org, LINKTYPE_LINUX_SLL2).
    private const uint Protocol = 0, Interface = 4, HardwareType = 8, PacketType = 10;

    /// <summary>Fits a program.</summary>
    /// <param name="program">The program for packets with the header.</param>
    /// <param name="fitted">The same for packets without.</param>
    /// <returns>False when the program asks for something of the header that the kernel cannot say, or for the whole length: it has to run afterwards.</returns>
    public static bool TryFit(ReadOnlySpan<ClassicInstruction> program, out ClassicInstruction[] fitted)
    {
        fitted = program.ToArray();
        for (int i = 0; i < fitted.Length; i++)
        {
            if (Fit(fitted[i]) is not { } instruction)
                return false;
            fitted[i] = instruction;
        }

        return true;
    }

    private static ClassicInstruction? Fit(ClassicInstruction instruction)
    {
        uint operand = instruction.Operand;
        switch (instruction.Code)
        {
            case ClassicOpcodes.LoadLength or ClassicOpcodes.LoadXLength:
                return null;
            case ClassicOpcodes.LoadWord or ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte when unchecked((int)operand) < 0:
                return ClassicExtensions.TryFromOperand(operand, out _) ? instruction : null;
            case ClassicOpcodes.LoadWord or ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte when operand < HeaderLength:
                return (instruction.Code, operand) switch
                {
                    (ClassicOpcodes.LoadHalfWord, Protocol) => Extension(ClassicExtension.Protocol),
                    (ClassicOpcodes.LoadWord, Interface) => Extension(ClassicExtension.InterfaceIndex),
                    (ClassicOpcodes.LoadHalfWord, HardwareType) => Extension(ClassicExtension.HardwareType),
                    (ClassicOpcodes.LoadByte, PacketType) => Extension(ClassicExtension.PacketType),
                    _ => null,
                };
            case ClassicOpcodes.LoadWord or ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte:
            case ClassicOpcodes.LoadWordIndirect or ClassicOpcodes.LoadHalfWordIndirect or ClassicOpcodes.LoadByteIndirect or ClassicOpcodes.LoadXHeaderLength:
                return unchecked((int)operand) < HeaderLength ? null : instruction with { Operand = operand - HeaderLength };
            default:
                return instruction;
        }
    }

    private static ClassicInstruction Extension(ClassicExtension extension) => new(ClassicOpcodes.LoadWord, extension.Operand());
}
