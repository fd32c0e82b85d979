// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <content>Programs that are in the kernel already, and what the kernel says about one.</content>
public sealed unsafe partial class KernelProgram
{
    private const int LongestKernelName = 15;
    private uint _id;

    /// <summary>The program's number in this kernel.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public uint Id => _id != 0 ? _id : _id = ProgramInfoReader.ReadFixed(Handle).Id;

    /// <summary>Opens a program by its number.</summary>
    /// <param name="id">The number, from <see cref="KernelPrograms.Ids"/> or the information of a link.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; ENOENT when there is no such program.</exception>
    public static KernelProgram Open(uint id) =>
        Opened(KernelIdentities.Open(BpfCommand.ProgramGetFileDescriptorById, id, $"opening the program with the id {id}"));

    /// <summary>Opens a program that is pinned in a BPF file system.</summary>
    /// <param name="path">The pin.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    /// <exception cref="BpfException">Something else than a program is pinned there.</exception>
    public static KernelProgram OpenPinned(string path) => Opened(BpfFileSystem.Open(path, PinnedKind.Program));

    /// <summary>Everything the kernel says about the program.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public KernelProgramInfo GetInfo() => ProgramInfoReader.Read(Handle);

    /// <summary>How often the program ran, and for how long.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public KernelProgramStatistics GetStatistics()
    {
        RawProgramInfo raw = ProgramInfoReader.ReadFixed(Handle);
        return new KernelProgramStatistics((long)raw.RunCount, (long)raw.RunTime, (long)raw.RecursionMisses);
    }

    /// <summary>The functions of the program with their names, from the types it was loaded with; empty where there are none.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public ImmutableArray<FunctionInfo> ReadFunctions()
    {
        KernelProgramInfo info = GetInfo();
        if (info.BtfId == 0 || info.Functions.IsEmpty)
            return [];
        Btf types = KernelBtf.Read(info.BtfId);
        return [.. info.Functions.Select(function => new FunctionInfo((int)function.Instruction, types.NameOf(function.TypeId), function.TypeId, IsGlobal(types, function.TypeId)))];
    }

    /// <summary>The source lines of the program's rewritten instructions; empty where it was loaded without.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public ImmutableArray<LineInfo> ReadLines()
    {
        KernelProgramInfo info = GetInfo();
        if (info.BtfId == 0 || info.Lines.IsEmpty)
            return [];
        Btf types = KernelBtf.Read(info.BtfId);
        return [.. info.Lines.Select(line => new LineInfo((int)line.Instruction, types.GetString(line.FileNameOffset), (int)(line.LineColumn >> 10), (int)(line.LineColumn & 0x3ff), types.GetString(line.LineOffset)))];
    }

    /// <summary>Takes over the descriptor of a program.</summary>
    internal static KernelProgram Opened(BpfHandle handle)
    {
        try
        {
            RawProgramInfo raw = ProgramInfoReader.ReadFixed(handle);
            string name = BpfSyscall.ReadName(raw.Name);
            var spec = new ProgramSpec { Name = name, Type = (ProgramType)raw.Type, Instructions = [] };
            var program = new KernelProgram(handle, spec, "") { _id = raw.Id };

            // The kernel cuts names off; the types have the whole one.
            if (name.Length < LongestKernelName || raw.BtfId == 0 || program.ReadFunctions() is not [var main, ..])
                return program;
            return new KernelProgram(handle, spec with { Name = main.Name }, "") { _id = raw.Id };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static bool IsGlobal(Btf types, uint function) => types[function] is BtfFunction { Linkage: BtfLinkage.Global };
}
