// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Reads everything the kernel says about a program: first how long its lists are, then the lists. A list can grow in between (maps that are bound
/// later), so what is kept is the shorter of both lengths.
/// </summary>
internal static unsafe class ProgramInfoReader
{
    private const string Doing = "asking about a program";

    /// <summary>Reads the fields that need no room.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static RawProgramInfo ReadFixed(BpfHandle handle) => BpfSyscall.Info<RawProgramInfo>(Doing, handle);

    /// <summary>Reads everything.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static KernelProgramInfo Read(BpfHandle handle)
    {
        RawProgramInfo sizes = ReadFixed(handle);
        uint[] maps = new uint[sizes.MapIdCount];
        Instruction[] translated = new Instruction[sizes.TranslatedLength / sizeof(Instruction)];
        byte[] jited = new byte[sizes.JitedLength];
        ulong[] symbols = new ulong[sizes.JitedSymbolCount];
        uint[] lengths = new uint[sizes.JitedFunctionLengthCount];
        BpfFunctionInfo[] functions = new BpfFunctionInfo[sizes.FunctionInfoCount];
        BpfLineInfo[] lines = new BpfLineInfo[sizes.LineInfoCount];
        ulong[] jitedLines = new ulong[sizes.JitedLineInfoCount];
        ulong[] tags = new ulong[sizes.TagCount];
        RawProgramInfo raw;
        fixed (uint* mapPointer = maps, lengthPointer = lengths)
        fixed (Instruction* translatedPointer = translated)
        fixed (byte* jitedPointer = jited)
        fixed (ulong* symbolPointer = symbols, jitedLinePointer = jitedLines, tagPointer = tags)
        fixed (BpfFunctionInfo* functionPointer = functions)
        fixed (BpfLineInfo* linePointer = lines)
        {
            raw = new RawProgramInfo
            {
                MapIds = mapPointer,
                MapIdCount = (uint)maps.Length,
                TranslatedInstructions = translatedPointer,
                TranslatedLength = (uint)(translated.Length * sizeof(Instruction)),
                JitedInstructions = jitedPointer,
                JitedLength = (uint)jited.Length,
                JitedSymbols = symbolPointer,
                JitedSymbolCount = (uint)symbols.Length,
                JitedFunctionLengths = lengthPointer,
                JitedFunctionLengthCount = (uint)lengths.Length,
                FunctionInfo = functionPointer,
                FunctionInfoCount = (uint)functions.Length,
                FunctionInfoRecordSize = functions.Length == 0 ? 0 : (uint)sizeof(BpfFunctionInfo),
                LineInfo = linePointer,
                LineInfoCount = (uint)lines.Length,
                LineInfoRecordSize = lines.Length == 0 ? 0 : (uint)sizeof(BpfLineInfo),
                JitedLineInfo = jitedLinePointer,
                JitedLineInfoCount = (uint)jitedLines.Length,
                JitedLineInfoRecordSize = jitedLines.Length == 0 ? 0u : sizeof(ulong),
                Tags = tagPointer,
                TagCount = (uint)tags.Length,
            };
            BpfSyscall.Info(Doing, handle, ref raw);
        }

        // The kernel answers a null where it keeps a list to itself.
        bool hidesTranslated = raw.TranslatedLength == 0 || raw.TranslatedInstructions is null;
        bool hidesJited = hidesTranslated && raw.JitedLength == 0 ? raw.TranslatedLength == 0 : raw.JitedLength != 0 && raw.JitedInstructions is null;
        return new KernelProgramInfo
        {
            Id = raw.Id,
            Type = (ProgramType)raw.Type,
            Name = BpfSyscall.ReadName(raw.Name),
            Tag = raw.Tag,
            LoadTimeNanoseconds = raw.LoadTime,
            CreatedByUserId = raw.CreatedByUid,
            IsGplCompatible = (raw.GplCompatible & 1) != 0,
            MapIds = Shorter(maps, raw.MapIdCount),
            InterfaceIndex = raw.InterfaceIndex,
            NamespaceDevice = raw.NetnsDevice,
            NamespaceInode = raw.NetnsInode,
            TranslatedLength = (int)raw.TranslatedLength,
            JitedLength = (int)raw.JitedLength,
            Instructions = hidesTranslated ? [] : Shorter(translated, raw.TranslatedLength / (uint)sizeof(Instruction)),
            JitedFunctions = hidesJited || raw.JitedSymbols is null ? [] : Split(jited, symbols, lengths, tags),
            Functions = Shorter(functions, raw.FunctionInfoCount),
            Lines = Shorter(lines, raw.LineInfoCount),
            JitedLineAddresses = raw.JitedLineInfo is null ? [] : Shorter(jitedLines, raw.JitedLineInfoCount),
            BtfId = raw.BtfId,
            AttachBtfObjectId = raw.AttachBtfObjectId,
            AttachBtfId = raw.AttachBtfId,
            RunTimeNanoseconds = (long)raw.RunTime,
            RunCount = (long)raw.RunCount,
            RecursionMisses = (long)raw.RecursionMisses,
            VerifiedInstructions = (int)raw.VerifiedInstructions,
            MemoryBytes = DescriptorInfo.Read(handle).Number("memlock"),
            HidesTranslated = hidesTranslated,
            HidesJited = hidesJited,
        };
    }

    private static ImmutableArray<T> Shorter<T>(T[] list, uint count) =>
        count >= list.Length ? ImmutableCollectionsMarshal.AsImmutableArray(list) : [.. list.AsSpan(0, (int)count)];

    private static ImmutableArray<JitedFunction> Split(byte[] code, ulong[] symbols, uint[] lengths, ulong[] tags)
    {
        var functions = ImmutableArray.CreateBuilder<JitedFunction>(lengths.Length);
        int offset = 0;
        for (int i = 0; i < lengths.Length && offset < code.Length; i++)
        {
            int length = Math.Min((int)lengths[i], code.Length - offset);
            functions.Add(new JitedFunction(i < symbols.Length ? symbols[i] : 0, [.. code.AsSpan(offset, length)], i < tags.Length ? tags[i] : 0));
            offset += length;
        }

        return functions.ToImmutable();
    }
}
