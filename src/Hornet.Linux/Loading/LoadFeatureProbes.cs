// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Asks the kernel what it can do by trying the smallest thing that needs it. Nothing of a probe stays in the kernel. Where this process lacks the privilege to
/// try, the kernel is taken to be able: then the real attempt is refused for the real reason.
/// </summary>
internal static unsafe class LoadFeatureProbes
{
    private const uint Int = 1u << 24, Variable = 14u << 24, DataSection = 15u << 24, Function = 12u << 24, Prototype = 13u << 24,
        Float = 16u << 24, DeclarationTag = 17u << 24, TypeTag = 18u << 24, Enum64 = 19u << 24, Pointer = 2u << 24;

    /// <summary>A signed int of 32 bits with the name at offset 1, as type 1.</summary>
    private static readonly uint[] IntType = [1, Int, 4, 0x0100_0020];

    /// <summary>Tries everything.</summary>
    public static LoadFeatures Run()
    {
        // Here a lack of privilege may be a lack of memory that the process may lock.
        bool memory;
        using (BpfHandle? program = Opened(Load(ProgramType.SocketFilter, Call(HelperId.KtimeGetCoarseNanoseconds))))
            memory = program is not null;
        if (!memory)
            LockedMemory.RaiseLimit(); // or the other probes would find that nothing works
        return new LoadFeatures
        {
            MemoryOfControlGroup = memory,
            Names = LoadsProgram(ProgramType.SocketFilter, ReturnZero, name: "hornet_probe"),
            ExpectedAttachTypes = LoadsProgram(ProgramType.CgroupSock, Return(1), attachType: AttachType.CgroupInetSockCreate),
            Btf = LoadsTypes([]),
            BtfFunctions = LoadsTypes(FunctionOf(BtfLinkage.Static)),
            BtfGlobalFunctions = LoadsTypes(FunctionOf(BtfLinkage.Global)),
            BtfDataSections = LoadsTypes([3, Variable, 1, 0, 5, DataSection | 1, 4, 2, 0, 4]),
            BtfFloats = LoadsTypes([3, Float, 4]),
            BtfDeclarationTags = LoadsTypes([3, Variable, 1, 0, 3, DeclarationTag, 2, 0xffff_ffff]),
            BtfTypeTags = LoadsTypes([3, TypeTag, 1, 0, Pointer, 2]),
            BtfEnum64 = LoadsTypes([3, Enum64, 8]),
            GlobalData = LoadsGlobalData(),
            MappableArrays = CreatesMap(MapCreateFlags.Mmapable),
            BoundMaps = BindsMap(),
            // Where the kernel is locked down it has neither, and the error is to name the one that the program calls.
            ProbeReadKernel = LoadsProgram(ProgramType.Tracepoint, Read(HelperId.ProbeReadKernel)) || !LoadsProgram(ProgramType.Tracepoint, Read(HelperId.ProbeRead)),
            Cookies = LoadsProgram(ProgramType.Tracepoint, Call(HelperId.GetAttachCookie)),
        };
    }

    private static Instruction[] ReturnZero => Return(0);

    private static Instruction[] Return(int value) => [new(Opcodes.Move64Immediate, Register.R0, immediate: value), new(Opcodes.Exit)];

    private static Instruction[] Call(HelperId helper) => [new(Opcodes.Call, immediate: (int)helper), .. ReturnZero];

    /// <summary>Reads eight bytes onto the stack from address zero.</summary>
    private static Instruction[] Read(HelperId helper) =>
    [
        new(Opcodes.Move64Register, Register.R1, Register.R10),
        new(Opcodes.Add64Immediate, Register.R1, immediate: -8),
        new(Opcodes.Move64Immediate, Register.R2, immediate: 8),
        new(Opcodes.Move64Immediate, Register.R3),
        .. Call(helper),
    ];

    private static bool LoadsProgram(ProgramType type, ReadOnlySpan<Instruction> instructions, string name = "", AttachType? attachType = null) =>
        Works(Load(type, instructions, name, attachType));

    private static int Load(ProgramType type, ReadOnlySpan<Instruction> instructions, string name = "", AttachType? attachType = null)
    {
        fixed (Instruction* code = instructions)
        fixed (byte* license = "GPL\0"u8)
        {
            var attributes = new ProgramLoadAttributes
            {
                ProgramType = (uint)type,
                Instructions = code,
                InstructionCount = (uint)instructions.Length,
                License = license,
                ExpectedAttachType = (uint)(attachType ?? 0),
                KernelVersion = KernelRelease.VersionCode,
            };
            BpfSyscall.CopyName(name, attributes.ProgramName);
            return BpfSyscall.Call(BpfCommand.ProgramLoad, ref attributes);
        }
    }

    private static uint[] FunctionOf(BtfLinkage linkage) => [0, Prototype | 1, 0, 3, 1, 3, Function | (uint)linkage, 2];

    private static bool LoadsTypes(ReadOnlySpan<uint> further)
    {
        byte[] strings = Encoding.ASCII.GetBytes("\0i\0x\0.d\0");
        uint[] types = [.. IntType, .. further];
        uint length = (uint)types.Length * sizeof(uint);
        uint[] header = [0x0001_eb9f, 24, 0, length, length, (uint)strings.Length];
        byte[] bytes = [.. MemoryMarshal.AsBytes(header.AsSpan()), .. MemoryMarshal.AsBytes(types.AsSpan()), .. strings];
        fixed (byte* data = bytes)
        {
            var attributes = new BtfLoadAttributes { Btf = data, BtfSize = (uint)bytes.Length };
            return Works(BpfSyscall.Call(BpfCommand.BtfLoad, ref attributes));
        }
    }

    private static bool CreatesMap(MapCreateFlags flags) => Works(CreateMap(flags));

    private static int CreateMap(MapCreateFlags flags)
    {
        var attributes = new MapCreateAttributes { MapType = (uint)MapType.Array, KeySize = 4, ValueSize = 32, MaxEntries = 1, MapFlags = (uint)flags };
        return BpfSyscall.Call(BpfCommand.MapCreate, ref attributes);
    }

    private static bool LoadsGlobalData()
    {
        int fd = CreateMap(MapCreateFlags.ReadOnlyProgram);
        using BpfHandle? map = Opened(fd);
        return map is null
            ? IsUnknown(fd)
            : LoadsProgram(ProgramType.SocketFilter, [new(Opcodes.LoadImmediate64, Register.R1, (Register)2, immediate: map.FileDescriptor), new(0, immediate: 16), .. ReturnZero]);
    }

    private static bool BindsMap()
    {
        int mapFd = CreateMap(MapCreateFlags.None), programFd = Load(ProgramType.SocketFilter, ReturnZero);
        using BpfHandle? map = Opened(mapFd);
        using BpfHandle? program = Opened(programFd);
        if (map is null || program is null)
            return IsUnknown(mapFd) || IsUnknown(programFd);
        var attributes = new ProgramBindMapAttributes { ProgramFd = (uint)program.FileDescriptor, MapFd = (uint)map.FileDescriptor };
        return BpfSyscall.Call(BpfCommand.ProgramBindMap, ref attributes) >= 0;
    }

    private static bool Works(int result)
    {
        using BpfHandle? handle = Opened(result);
        return handle is not null || IsUnknown(result);
    }

    private static bool IsUnknown(int result) => result == -SyscallErrors.NotPermitted;

    private static BpfHandle? Opened(int result) => result >= 0 ? new BpfHandle(result) : null;
}
