// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>
/// What every front end makes and every host consumes: programs, maps, type information and licence. A value without handles: the same
/// input gives the same object on every machine.
/// </summary>
public sealed record BpfObject
{
    /// <summary>A name for messages: usually the file name without its extension.</summary>
    public string Name { get; init; } = "";

    /// <summary>The programs, in the order of the file.</summary>
    public ImmutableArray<ProgramSpec> Programs { get; init; } = [];

    /// <summary>The maps, data sections included, in the order of the file.</summary>
    public ImmutableArray<MapSpec> Maps { get; init; } = [];

    /// <summary>The licence the programs declare; helpers marked GPL-only need a compatible one. Empty when the object has none.</summary>
    public string License { get; init; } = "";

    /// <summary>The kernel version the object declares in its <c>version</c> section, or null.</summary>
    public uint? KernelVersion { get; init; }

    /// <summary>Whether the object was compiled for a big-endian machine.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>
    /// The object's type information, or null when it was compiled without. Sizes and offsets of data sections, which compilers leave to the
    /// loader, are filled in.
    /// </summary>
    public Btf? Btf { get; init; }

    /// <summary>What the object expects of the kernel it is loaded into: configuration values, kernel variables and functions.</summary>
    public ImmutableArray<ExternSpec> Externs { get; init; } = [];

    /// <summary>Reads an object file as clang or bpf-gcc makes it.</summary>
    /// <param name="path">The file. Its name up to the first dot becomes the object's <see cref="Name"/>.</param>
    /// <exception cref="ObjectFormatException">The file is not an ELF object for BPF, is damaged, or holds something that cannot be understood.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BpfObject Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileName(path);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return Parse(File.ReadAllBytes(path), dot > 0 ? name[..dot] : name);
    }

    /// <summary>Reads an object file from a stream, up to its end.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="name">The object's name for messages.</param>
    /// <exception cref="ObjectFormatException">The bytes are not an ELF object for BPF, are damaged, or hold something that cannot be understood.</exception>
    public static BpfObject Load(Stream stream, string name = "object")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), name);
    }

    /// <summary>Reads an object file from memory.</summary>
    /// <param name="bytes">The bytes of the file; nothing of them is kept.</param>
    /// <param name="name">The object's name for messages.</param>
    /// <exception cref="ObjectFormatException">The bytes are not an ELF object for BPF, are damaged, or hold something that cannot be understood.</exception>
    public static BpfObject Parse(ReadOnlyMemory<byte> bytes, string name = "object") => new ObjectReader(bytes, name).Read();

    /// <summary>
    /// The object as a relocatable ELF file, such as a compiler makes and every loader reads: programs and subprograms in their sections, maps
    /// defined by BTF (which is added where the object has none), data, lines, relocations.
    /// </summary>
    /// <exception cref="BpfException">The object holds something no file can express, such as initial values of an ordinary map.</exception>
    public byte[] ToElf() => new ObjectWriter(this).Write();

    /// <summary>Writes <see cref="ToElf"/> to a file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="BpfException">The object holds something no file can express.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => File.WriteAllBytes(path, ToElf());

    /// <summary>Writes <see cref="ToElf"/> to a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="BpfException">The object holds something no file can express.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ToElf());
    }
}
