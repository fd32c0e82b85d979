// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp.Tests;

public sealed class ArchitectureTests
{
    // The numbers are those of the headers of each architecture (asm/unistd.h).
    [Theory]
    [InlineData("x86_64", "openat", 257)]
    [InlineData("x86_64", "bpf", 321)]
    [InlineData("x86_64", "file_setattr", 469)]
    [InlineData("x32", "ioctl", 514 + 0x40000000)]
    [InlineData("i386", "socketcall", 102)]
    [InlineData("i386", "statx", 383)]
    [InlineData("aarch64", "openat", 56)]
    [InlineData("aarch64", "bpf", 280)]
    [InlineData("arm", "set_tls", 0xf0005)]
    [InlineData("riscv64", "riscv_flush_icache", 259)]
    [InlineData("loongarch64", "clone3", 435)]
    [InlineData("s390x", "s390_pci_mmio_write", 352)]
    [InlineData("ppc64le", "switch_endian", 363)]
    [InlineData("mips64el", "read", 5000)]
    [InlineData("mipsel", "exit", 4001)]
    public void Numbers_are_those_of_the_architecture(string architecture, string call, uint number)
    {
        SeccompArchitecture.TryParse(architecture, out SeccompArchitecture? found).ShouldBeTrue();
        found!.TryGetCall(call, out SystemCall? known).ShouldBeTrue();
        known!.Number.ShouldBe(number);
        found.NameOf(number).ShouldBe(call);
    }

    [Fact]
    public void New_architectures_have_no_old_calls() => SeccompArchitecture.Arm64.TryGetCall("open", out _).ShouldBeFalse();

    [Fact]
    public void Every_architecture_has_its_own_names_and_hundreds_of_calls()
    {
        SeccompArchitecture.All.Select(a => a.Name).ShouldBeUnique();
        SeccompArchitecture.All.Select(a => a.ProfileName).ShouldBeUnique();
        SeccompArchitecture.All.Select(a => (a.AuditValue, a == SeccompArchitecture.X32)).ShouldBeUnique();
        foreach (SeccompArchitecture architecture in SeccompArchitecture.All)
            architecture.SystemCalls.Length.ShouldBeGreaterThan(290, architecture.Name);
    }

    [Theory]
    [InlineData("SCMP_ARCH_AARCH64", "aarch64")]
    [InlineData("amd64", "x86_64")]
    [InlineData("X86_64", "x86_64")]
    [InlineData("SCMP_ARCH_X86", "i386")]
    public void Other_names_are_understood(string name, string architecture)
    {
        SeccompArchitecture.TryParse(name, out SeccompArchitecture? found).ShouldBeTrue();
        found!.Name.ShouldBe(architecture);
    }

    [Fact]
    public void Arguments_have_the_names_of_the_kernels_sources()
    {
        Signature(SeccompArchitecture.X64, "openat").ShouldBe("openat(dfd, filename, flags, mode)");
        Signature(SeccompArchitecture.X64, "fork").ShouldBe("fork()");
        Signature(SeccompArchitecture.S390x, "clone").ShouldBe("clone(newsp, clone_flags, parent_tidptr, child_tidptr, tls)");
        Signature(SeccompArchitecture.X86, "mmap").ShouldBe("mmap(arg)");
    }

    [Fact]
    public void The_high_byte_comes_first_where_the_audit_value_says_so()
    {
        SeccompArchitecture.X64.IsBigEndian.ShouldBeFalse();
        SeccompArchitecture.S390x.IsBigEndian.ShouldBeTrue();
        SeccompArchitecture.PowerPC64LittleEndian.IsBigEndian.ShouldBeFalse();
    }

    private static string Signature(SeccompArchitecture architecture, string name) => architecture.SystemCalls.First(call => call.Name == name).ToString();
}
