// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>Section types (<c>sh_type</c>) that matter in BPF objects. ELF specification, "Sections".</summary>
internal enum ElfSectionType : uint
{
    Null = 0,
    ProgramBits = 1,
    SymbolTable = 2,
    StringTable = 3,
    RelocationsWithAddend = 4,
    NoBits = 8,
    Relocations = 9,
    SymbolSectionIndices = 18,
}

/// <summary>Section flags (<c>sh_flags</c>) that matter in BPF objects.</summary>
[Flags]
internal enum ElfSectionFlags : ulong
{
    None = 0,
    Write = 1,
    Allocate = 2,
    Executable = 4,
    InfoLink = 0x40,
    Compressed = 0x800,
}

/// <summary>Symbol types (low half of <c>st_info</c>).</summary>
internal enum ElfSymbolType : byte
{
    None = 0,
    Object = 1,
    Function = 2,
    Section = 3,
    File = 4,
}

/// <summary>Symbol bindings (high half of <c>st_info</c>).</summary>
internal enum ElfSymbolBinding : byte
{
    Local = 0,
    Global = 1,
    Weak = 2,
}

/// <summary>
/// Relocation types. Compilers of the LLVM family number them as the kernel's llvm_reloc.rst does, binutils as its include/elf/bpf.h; the
/// two agree on the two that touch instructions and do not overlap elsewhere in what compilers emit.
/// </summary>
internal enum ElfRelocationType : uint
{
    None = 0,

    /// <summary>The 64-bit immediate of a wide load: <c>R_BPF_64_64</c>, binutils <c>R_BPF_INSN_64</c>.</summary>
    WideLoad = 1,

    /// <summary><c>R_BPF_64_ABS64</c>: eight bytes of data.</summary>
    Absolute64 = 2,

    /// <summary><c>R_BPF_64_ABS32</c>: four bytes of data.</summary>
    Absolute32 = 3,

    /// <summary><c>R_BPF_64_NODYLD32</c>: four bytes of <c>.BTF</c> and <c>.BTF.ext</c> that no loader needs to touch.</summary>
    NoLoader32 = 4,

    /// <summary>The immediate of a call, in instructions: <c>R_BPF_64_32</c>, binutils <c>R_BPF_INSN_DISP32</c>.</summary>
    Call = 10,

    /// <summary>binutils <c>R_BPF_DATA_32</c>.</summary>
    GnuData32 = 11,

    /// <summary>binutils <c>R_BPF_DATA_64</c>.</summary>
    GnuData64 = 12,
}

/// <summary>One section header.</summary>
internal sealed record ElfSection(
    int Index, string Name, ElfSectionType Type, ElfSectionFlags Flags, long FileOffset, ulong Size, uint Link, uint Info, ulong EntrySize, ulong Alignment)
{
    public bool IsExecutable => (Flags & ElfSectionFlags.Executable) != 0;
}

/// <summary>One symbol. <paramref name="Section"/> is 0 for undefined symbols and above every section for absolute and common ones.</summary>
internal readonly record struct ElfSymbol(
    int Index, string Name, ElfSymbolType Type, ElfSymbolBinding Binding, byte Visibility, int Section, ulong Value, ulong Size)
{
    /// <summary>The first of the section indices with a meaning of their own (<c>SHN_LORESERVE</c>: absolute, common).</summary>
    public const int FirstReservedSection = 0xff00;

    public bool IsUndefined => Section == 0;

    public bool IsWeak => Binding == ElfSymbolBinding.Weak;

    /// <summary>Visible inside the linked object only (<c>STV_INTERNAL</c>, <c>STV_HIDDEN</c>).</summary>
    public bool IsHidden => Visibility is 1 or 2;
}

/// <summary>One relocation. <paramref name="Addend"/> is null where the addend is in the place itself (REL sections).</summary>
internal readonly record struct ElfRelocation(ulong Offset, ElfRelocationType Type, int Symbol, long? Addend);
