// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Iced.Intel;
using MachineInstruction = Iced.Intel.Instruction;

namespace Hornet.VirtualMachines;

/// <summary>Finds the machine code of a compiled program.</summary>
internal static unsafe class MachineCodeReader
{
    /// <summary>Reads the code; compiles the program anew where the runtime tells only then.</summary>
    /// <exception cref="BpfException">The program is interpreted, or the runtime does not tell.</exception>
    public static ImmutableArray<MachineFunction> Read(ProgramCode code)
    {
        CompiledProgram compiled = code.Compiled ?? throw new BpfException($"Reading the machine code of program '{code.Spec.Name}': it is interpreted; compile it first.");
        return compiled.ReadMachineCode() ?? Watch(code, compiled.Engine);
    }

    private static ImmutableArray<MachineFunction> Watch(ProgramCode code, Engine engine)
    {
        if (DynamicMethodWatcher.WhyNot is { } reason)
        {
            throw new BpfException($"Reading the machine code of program '{code.Spec.Name}': {reason}.");
        }

        using var watcher = new DynamicMethodWatcher();
        code.Tier!.Compile(engine);
        var functions = ImmutableArray.CreateBuilder<MachineFunction>();
        foreach (CompiledMethod method in code.Compiled!.Methods)
        {
            (ulong address, int size) = watcher.Find(method.Name)
                ?? throw new BpfException($"Reading the machine code of program '{code.Spec.Name}': the runtime did not tell where '{method.Name}' is.");
            var bytes = new ReadOnlySpan<byte>((void*)address, size);
            functions.Add(new MachineFunction
            {
                Instruction = method.Slot,
                Address = address,
                Code = [.. bytes],
                Lines = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? FindPositions(code, bytes, address) : [],
            });
        }

        // The entry is compiled last, because what it calls must be there.
        return [.. functions.OrderBy(function => function.Instruction)];
    }

    /// <summary>
    /// Finds where compiled code notes which instruction it is at (<see cref="RunState.Current"/>), which it does before helper calls and whatever else can
    /// fail: there it loads the address of the instruction's operation.
    /// </summary>
    private static ImmutableArray<MachineCodeLine> FindPositions(ProgramCode code, ReadOnlySpan<byte> bytes, ulong address)
    {
        var lines = ImmutableArray.CreateBuilder<MachineCodeLine>();
        var decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader(bytes.ToArray()), address);
        while (decoder.IP < address + (ulong)bytes.Length)
        {
            MachineInstruction instruction = decoder.Decode();
            if (instruction.Code == Iced.Intel.Code.Mov_r64_imm64
                && code.IndexOf((Operation*)instruction.Immediate64) is >= 0 and var slot
                && slot < code.Length
                && !code.IsFunction(instruction.Immediate64))
            {
                lines.Add(new MachineCodeLine((int)(instruction.IP - address), slot));
            }
        }

        return lines.ToImmutable();
    }
}
