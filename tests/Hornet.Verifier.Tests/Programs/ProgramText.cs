// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification.Programs;

/// <summary>Programs as tests write them, resolved.</summary>
internal static class ProgramText
{
    /// <summary>An object of one program in assembly.</summary>
    public static BpfObject Object(string code, string section = "socket", string license = "GPL", params MapSpec[] maps) =>
        BpfAssembly.Parse(code, new BpfAssemblyOptions { SectionName = section, License = license, Maps = [.. maps] });

    /// <summary>An object of one program as it is encoded.</summary>
    public static BpfObject Object(params Instruction[] instructions) => new()
    {
        License = "GPL",
        Programs = [new ProgramSpec { Name = "program", SectionName = "socket", Type = ProgramType.SocketFilter, Instructions = [.. instructions] }],
    };

    /// <summary>Resolves the object's program.</summary>
    public static VerifiedProgram Resolve(this BpfObject bpfObject, VerifierOptions? options = null) =>
        ProgramResolver.Resolve(bpfObject, bpfObject.Programs[0], options ?? VerifierOptions.Default);

    /// <summary>What resolving the object's program says is wrong.</summary>
    public static string Fault(this BpfObject bpfObject, VerifierOptions? options = null) => Should.Throw<Refusal>(() => bpfObject.Resolve(options)).Message;

    /// <summary>An array of one value.</summary>
    public static MapSpec Array(string name = "numbers", uint valueSize = 16, MapType type = MapType.Array, uint maxEntries = 1) =>
        new() { Name = name, Type = type, KeySize = 4, ValueSize = valueSize, MaxEntries = maxEntries };
}
