// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

/// <summary>A run with a packet or a context, memory for arguments, and a way to call helpers without a program around them.</summary>
internal sealed unsafe class HelperBench : IDisposable, IProgramEnvironment
{
    /// <summary>r0 = 0; exit</summary>
    private static readonly ImmutableArray<Instruction> Nothing = [new(0xb7), new(0x95)];

    private readonly HandleTable<NativeMap> _handles = new();
    private readonly MapRegistry _maps;
    private readonly List<nint> _blocks = [];
    private readonly List<ProgramCode> _codes = [];

    public HelperBench(ProgramType type = ProgramType.SchedulerClassifier, byte[]? packet = null, VirtualMachineOptions? options = null)
    {
        Options = options ?? new VirtualMachineOptions { RandomSeed = 1 };
        Kernel = new SimulatedKernel(AddressSpace);
        Type = type;
        _maps = new MapRegistry(Options.CpuCount);
        HelperTable.AddTo(Helpers);
        Run = new ProgramRun(this);
        if (packet is not null)
            LoadPacket(packet);
        else
            Execute(Nothing);
    }

    public ProgramType Type { get; }

    public AttachType? AttachType { get; init; }

    public ProgramRun Run { get; }

    /// <summary>The address of the context.</summary>
    public ulong Context { get; private set; }

    public VirtualMachineOptions Options { get; }

    public AddressSpace AddressSpace { get; } = new();

    public SimulatedKernel Kernel { get; }

    public HelperSet Helpers { get; } = new();

    public byte[] Packet => Run.Packet.Span.ToArray();

    /// <summary>Starts over with a packet.</summary>
    public void LoadPacket(ReadOnlySpan<byte> packet, PacketMetadata? metadata = null) => RunPacket(Nothing, packet, metadata);

    /// <summary>Runs instructions over a packet.</summary>
    public ulong RunPacket(ImmutableArray<Instruction> instructions, ReadOnlySpan<byte> packet, PacketMetadata? metadata = null)
    {
        ProgramCode code = Decode(instructions);
        Context = Run.PreparePacket(Type, ContextShape.Of(Type)!, packet, metadata ?? new PacketMetadata());
        return Run.Execute(code, Context);
    }

    /// <summary>Starts over with a context of bytes.</summary>
    public void LoadContext(ReadOnlySpan<byte> context)
    {
        ProgramCode code = Decode(Nothing);
        Context = Run.PrepareBytes(context, null, isWritable: true);
        Run.Execute(code, Context);
    }

    /// <summary>Runs instructions without a packet or context.</summary>
    public ulong Execute(ImmutableArray<Instruction> instructions)
    {
        ProgramCode code = Decode(instructions);
        Run.PrepareMemory(null, 0, isWritable: false, "nothing");
        Context = 0;
        return Run.Execute(code, 0);
    }

    /// <summary>Memory that helpers may read and write; stays for the life of the bench.</summary>
    public ulong Allocate(ReadOnlySpan<byte> bytes, MemoryAccess access = MemoryAccess.ReadWrite)
    {
        // A byte of distance on both sides, so that what runs out of a block runs into nothing.
        byte* block = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 32);
        _blocks.Add((nint)block);
        bytes.CopyTo(new Span<byte>(block + 16, bytes.Length));
        Run.AddRegion(new MemoryRegion("argument", block + 16, (ulong)bytes.Length, access));
        return (ulong)(block + 16);
    }

    public ulong Allocate(int length) => Allocate(new byte[length]);

    /// <summary>A string with its terminator.</summary>
    public ulong AllocateString(string text) => Allocate(System.Text.Encoding.UTF8.GetBytes(text + "\0"));

    public static Span<byte> At(ulong address, int length) => new((void*)address, length);

    /// <summary>Calls a helper; the result as the kernel's <c>long</c>.</summary>
    public long Call(HelperId id, ulong r1 = 0, ulong r2 = 0, ulong r3 = 0, ulong r4 = 0, ulong r5 = 0)
    {
        var function = HelperTable.Find(id);
        if (function == null)
            throw new InvalidOperationException($"The helper {id} is not there.");
        return (long)function(Run, r1, r2, r3, r4, r5);
    }

    /// <summary>Reads a 32-bit field of the context.</summary>
    public uint Field(int offset) => Run.ReadContextField(offset);

    public ProgramCode? FindCode(int id) => _codes.Find(code => code.Id == id);

    public HandleTable<NativeMap> MapHandles => _handles;

    public NativeMap? FindMap(ulong handle) => _handles.Find(handle);

    /// <summary>Creates a map whose values programs may touch; lives as long as the bench.</summary>
    public NativeMap CreateMap(MapType type, uint keySize, uint valueSize, uint maxEntries, MapCreateFlags flags = 0)
    {
        NativeMap map = _maps.Create(new MapSpec
        {
            Name = "map",
            Type = type,
            KeySize = keySize,
            ValueSize = valueSize,
            MaxEntries = maxEntries,
            Flags = (uint)flags,
        });
        map.Handle = _handles.Add(map);
        foreach (MemoryRegion region in map.Regions)
            AddressSpace.Add(region);
        return map;
    }

    public void Dispose()
    {
        Run.Dispose();
        foreach (ProgramCode code in _codes)
            code.Dispose();
        foreach (nint block in _blocks)
            NativeMemory.Free((void*)block);
        _maps.Dispose();
        _handles.Dispose();
        Helpers.Dispose();
        Kernel.Dispose();
    }

    private ProgramCode Decode(ImmutableArray<Instruction> instructions)
    {
        ProgramCode code = Decoder.Decode(
            new LinkedProgram
            {
                Spec = new ProgramSpec { Name = "test", Type = Type, AttachType = AttachType, Instructions = instructions },
                Instructions = instructions,
            },
            Helpers);
        _codes.Add(code);
        if (Options.Engine is Engine.Jit or Engine.X64)
            code.Use(Compilers.Compile(Options.Engine, code, this));
        return code;
    }
}
