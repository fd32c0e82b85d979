// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.VirtualMachines;
using Iced.Intel;

namespace Hornet.Cli.Listing;

/// <summary>One machine instruction of a listing.</summary>
/// <param name="Offset">Its offset in its function.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Text">The instruction in Intel's notation; jumps inside the function go to offsets.</param>
internal readonly record struct MachineLine(int Offset, int Length, string Text);

/// <summary>Machine code as text.</summary>
internal static class MachineText
{
    /// <summary>Disassembles a function.</summary>
    /// <exception cref="CliException">The processor is not x86-64.</exception>
    public static ImmutableArray<MachineLine> Disassemble(MachineFunction function)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new CliException($"Listing machine code: hornet reads x86-64 code only, and this processor is {RuntimeInformation.ProcessArchitecture}.", ExitCode.Unsupported);
        Iced.Intel.Decoder decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader([.. function.Code]), function.Address);
        IntelFormatter formatter = new(new OffsetResolver(function));
        formatter.Options.HexPrefix = "0x";
        formatter.Options.HexSuffix = "";
        formatter.Options.UppercaseHex = false;
        formatter.Options.LeadingZeros = false;
        formatter.Options.SmallHexNumbersInDecimal = false;
        formatter.Options.SpaceAfterOperandSeparator = true;
        formatter.Options.FirstOperandCharIndex = 8;
        formatter.Options.BranchLeadingZeros = false;
        var lines = ImmutableArray.CreateBuilder<MachineLine>();
        StringOutput output = new();
        while (decoder.IP < function.Address + (ulong)function.Code.Length)
        {
            Instruction instruction = decoder.Decode();
            formatter.Format(instruction, output);
            lines.Add(new MachineLine((int)(instruction.IP - function.Address), instruction.Length, output.ToStringAndReset()));
        }

        return lines.ToImmutable();
    }

    /// <summary>Writes addresses inside the function as offsets, so that the same program gives the same listing wherever it was put.</summary>
    private sealed class OffsetResolver(MachineFunction function) : ISymbolResolver
    {
        public bool TryGetSymbol(in Instruction instruction, int operand, int instructionOperand, ulong address, int addressSize, out SymbolResult symbol)
        {
            bool isInside = address - function.Address < (ulong)function.Code.Length;
            symbol = isInside ? new SymbolResult(address, $"+0x{address - function.Address:x}") : default;
            return isInside;
        }
    }
}
