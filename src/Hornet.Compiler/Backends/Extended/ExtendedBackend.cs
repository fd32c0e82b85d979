// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Generates extended BPF (RFC 9669): ten registers, a stack of 512 bytes, calls.</summary>
public static class ExtendedBackend
{
    /// <summary>Generates an object of a module's programs, with types of its functions and line information.</summary>
    /// <param name="module">The module; packet operations are lowered already (see <see cref="PacketLowering"/>).</param>
    /// <param name="options">The version of the instruction set and the rest; version 3 by default.</param>
    /// <exception cref="CodeGenerationException">A function needs more stack, more arguments or other instructions than extended BPF has.</exception>
    public static BpfObject Generate(Module module, ExtendedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= ExtendedOptions.Default;
        var types = options.HasDebugInformation ? new FunctionTypes() : null;
        Dictionary<Function, FunctionCode> codes = [];
        ProgramSpec[] programs = [.. module.Programs.Select(program => new ProgramAssembler(options, codes, types).Assemble(program))];
        return new BpfObject
        {
            Name = module.Name,
            License = module.License,
            Maps = [.. module.Maps],
            Programs = [.. programs],
            Btf = types?.Build(),
        };
    }

    /// <summary>The stages from operations to encoded instructions, in their order.</summary>
    internal static FunctionCode Compile(Function function, ExtendedOptions options)
    {
        MachineFunction machine = InstructionSelector.Select(function, options);
        RegisterAllocator.Allocate(machine);
        StackFrame.LayOut(machine);
        BlockCleaner.Clean(machine);
        BlockLayout.Order(machine);
        return FunctionEncoder.Encode(machine, options.CpuVersion);
    }
}
