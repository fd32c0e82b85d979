// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The processor a binary is made for (<c>e_machine</c>); others keep their number.</summary>
public enum ElfMachine : ushort
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>x86 of 32 bits (<c>EM_386</c>).</summary>
    X86 = 3,

    /// <summary>Arm of 32 bits (<c>EM_ARM</c>).</summary>
    Arm = 40,

    /// <summary>x86 of 64 bits (<c>EM_X86_64</c>).</summary>
    X64 = 62,

    /// <summary>Arm of 64 bits (<c>EM_AARCH64</c>).</summary>
    Arm64 = 183,

    /// <summary>RISC-V (<c>EM_RISCV</c>).</summary>
    RiscV = 243,

    /// <summary>BPF (<c>EM_BPF</c>).</summary>
    Bpf = 247,
}
