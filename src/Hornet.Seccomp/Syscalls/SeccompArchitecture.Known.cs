// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Seccomp;

/// <summary>The architectures: audit values from linux/audit.h and linux/elf-em.h, names as libseccomp's profiles have them.</summary>
public sealed partial class SeccompArchitecture
{
    /// <summary>64-bit x86.</summary>
    public static SeccompArchitecture X64 { get; } = new("x86_64", "SCMP_ARCH_X86_64", "amd64", "x86_64", 0xc000_003e);

    /// <summary>64-bit x86 with 32-bit pointers.</summary>
    public static SeccompArchitecture X32 { get; } = new("x32", "SCMP_ARCH_X32", "x32", "x32", 0xc000_003e, X32Bit);

    /// <summary>32-bit x86.</summary>
    public static SeccompArchitecture X86 { get; } = new("i386", "SCMP_ARCH_X86", "386", "i386", 0x4000_0003);

    /// <summary>64-bit ARM.</summary>
    public static SeccompArchitecture Arm64 { get; } = new("aarch64", "SCMP_ARCH_AARCH64", "arm64", "aarch64", 0xc000_00b7);

    /// <summary>32-bit ARM, EABI.</summary>
    public static SeccompArchitecture Arm { get; } = new("arm", "SCMP_ARCH_ARM", "arm", "arm", 0x4000_0028);

    /// <summary>64-bit RISC-V.</summary>
    public static SeccompArchitecture RiscV64 { get; } = new("riscv64", "SCMP_ARCH_RISCV64", "riscv64", "riscv64", 0xc000_00f3);

    /// <summary>32-bit RISC-V.</summary>
    public static SeccompArchitecture RiscV32 { get; } = new("riscv32", "SCMP_ARCH_RISCV32", "riscv", "riscv32", 0x4000_00f3);

    /// <summary>64-bit LoongArch.</summary>
    public static SeccompArchitecture LoongArch64 { get; } = new("loongarch64", "SCMP_ARCH_LOONGARCH64", "loong64", "loongarch64", 0xc000_0102);

    /// <summary>64-bit z/Architecture.</summary>
    public static SeccompArchitecture S390x { get; } = new("s390x", "SCMP_ARCH_S390X", "s390x", "s390x", 0x8000_0016);

    /// <summary>31-bit ESA/390.</summary>
    public static SeccompArchitecture S390 { get; } = new("s390", "SCMP_ARCH_S390", "s390", "s390", 0x0000_0016);

    /// <summary>64-bit PowerPC, low byte first.</summary>
    public static SeccompArchitecture PowerPC64LittleEndian { get; } = new("ppc64le", "SCMP_ARCH_PPC64LE", "ppc64le", "ppc64", 0xc000_0015);

    /// <summary>64-bit PowerPC, high byte first.</summary>
    public static SeccompArchitecture PowerPC64 { get; } = new("ppc64", "SCMP_ARCH_PPC64", "ppc64", "ppc64", 0x8000_0015);

    /// <summary>32-bit PowerPC.</summary>
    public static SeccompArchitecture PowerPC { get; } = new("ppc", "SCMP_ARCH_PPC", "ppc", "ppc", 0x0000_0014);

    /// <summary>64-bit MIPS (n64), low byte first.</summary>
    public static SeccompArchitecture Mips64LittleEndian { get; } = new("mips64el", "SCMP_ARCH_MIPSEL64", "mips64le", "mips64", 0xc000_0008);

    /// <summary>64-bit MIPS (n64), high byte first.</summary>
    public static SeccompArchitecture Mips64 { get; } = new("mips64", "SCMP_ARCH_MIPS64", "mips64", "mips64", 0x8000_0008);

    /// <summary>64-bit MIPS with 32-bit pointers (n32), low byte first.</summary>
    public static SeccompArchitecture Mips64N32LittleEndian { get; } = new("mips64eln32", "SCMP_ARCH_MIPSEL64N32", "mips64p32le", "mips64n32", 0xe000_0008);

    /// <summary>64-bit MIPS with 32-bit pointers (n32), high byte first.</summary>
    public static SeccompArchitecture Mips64N32 { get; } = new("mips64n32", "SCMP_ARCH_MIPS64N32", "mips64p32", "mips64n32", 0xa000_0008);

    /// <summary>32-bit MIPS (o32), low byte first.</summary>
    public static SeccompArchitecture MipsLittleEndian { get; } = new("mipsel", "SCMP_ARCH_MIPSEL", "mipsle", "mips", 0x4000_0008);

    /// <summary>32-bit MIPS (o32), high byte first.</summary>
    public static SeccompArchitecture Mips { get; } = new("mips", "SCMP_ARCH_MIPS", "mips", "mips", 0x0000_0008);

    /// <summary>64-bit PA-RISC.</summary>
    public static SeccompArchitecture Parisc64 { get; } = new("parisc64", "SCMP_ARCH_PARISC64", "parisc64", "parisc64", 0x8000_000f);

    /// <summary>32-bit PA-RISC.</summary>
    public static SeccompArchitecture Parisc { get; } = new("parisc", "SCMP_ARCH_PARISC", "parisc", "parisc", 0x0000_000f);

    /// <summary>SuperH, low byte first.</summary>
    public static SeccompArchitecture SuperHLittleEndian { get; } = new("sh", "SCMP_ARCH_SH", "sh", "sh", 0x4000_002a);

    /// <summary>SuperH, high byte first.</summary>
    public static SeccompArchitecture SuperH { get; } = new("sheb", "SCMP_ARCH_SHEB", "sheb", "sh", 0x0000_002a);

    /// <summary>Motorola 68000.</summary>
    public static SeccompArchitecture M68k { get; } = new("m68k", "SCMP_ARCH_M68K", "m68k", "m68k", 0x0000_0004);

    /// <summary>All of them.</summary>
    public static ImmutableArray<SeccompArchitecture> All { get; } =
    [
        X64, X32, X86, Arm64, Arm, RiscV64, RiscV32, LoongArch64,
        S390x, S390, PowerPC64LittleEndian, PowerPC64, PowerPC, Mips64LittleEndian, Mips64, Mips64N32LittleEndian,
        Mips64N32, MipsLittleEndian, Mips, Parisc64, Parisc, SuperHLittleEndian, SuperH, M68k,
    ];
}
