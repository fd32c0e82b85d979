// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp.Tests;

/// <summary>Profiles of the OCI runtime specification and of Docker.</summary>
public sealed class ProfileTests
{
    private const string Profile = """
        {
          "defaultAction": "SCMP_ACT_ERRNO",
          "defaultErrnoRet": 1,
          "archMap": [
            { "architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] },
            { "architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"] }
          ],
          "flags": ["SECCOMP_FILTER_FLAG_LOG"],
          "syscalls": [
            { "names": ["read", "write", "no_such_call_yet"], "action": "SCMP_ACT_ALLOW", "comment": "always" },
            { "names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [{ "index": 0, "value": 40, "op": "SCMP_CMP_NE" }] },
            { "names": ["personality"], "action": "SCMP_ACT_ALLOW",
              "args": [{ "index": 0, "value": 0, "op": "SCMP_CMP_EQ" }, { "index": 0, "value": 8, "op": "SCMP_CMP_EQ" }] },
            { "names": ["clone"], "action": "SCMP_ACT_ALLOW",
              "args": [{ "index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" }],
              "excludes": { "caps": ["CAP_SYS_ADMIN"], "arches": ["s390", "s390x"] } },
            { "names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "excludes": { "caps": ["CAP_SYS_ADMIN"] } },
            { "names": ["mount", "clone"], "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_SYS_ADMIN"] } },
            { "names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW", "includes": { "arches": ["amd64", "x32"] } },
            { "names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": { "minKernel": "4.8" } },
            { "names": ["reboot"], "action": "SCMP_ACT_KILL" },
            { "names": ["swapon"], "action": "SCMP_ACT_ERRNO" }
          ]
        }
        """;

    private static readonly SeccompArchitecture X64 = SeccompArchitecture.X64;

    [Theory]
    [InlineData("read", 0, "allow")]
    [InlineData("socket", 1, "allow")]
    [InlineData("socket", 40, "errno(EPERM)")]
    [InlineData("personality", 0, "allow")]
    [InlineData("personality", 8, "allow")]
    [InlineData("personality", 9, "errno(EPERM)")]
    [InlineData("clone", 0x10000000, "errno(EPERM)")]
    [InlineData("clone", 0x11, "allow")]
    [InlineData("clone3", 0, "errno(ENOSYS)")]
    [InlineData("mount", 0, "errno(EPERM)")]
    [InlineData("arch_prctl", 0, "allow")]
    [InlineData("ptrace", 0, "allow")]
    [InlineData("reboot", 0, "kill-thread")]
    public void Rules_mean_what_container_runtimes_make_of_them(string call, ulong argument, string verdict) =>
        Read(new SeccompProfileOptions { Architecture = X64, Kernel = new Version(6, 1) }).Simulate(X64, call, argument).ToString().ShouldBe(verdict);

    [Fact]
    public void Capabilities_open_what_needs_them()
    {
        SeccompPolicy policy = Read(new SeccompProfileOptions { Architecture = X64, Capabilities = ["CAP_SYS_ADMIN"], Kernel = new Version(4, 7) });
        policy.Simulate(X64, "mount").IsAllowing.ShouldBeTrue();
        policy.Simulate(X64, "clone", 0x10000000).IsAllowing.ShouldBeTrue();
        policy.Simulate(X64, "ptrace").IsAllowing.ShouldBeFalse();
    }

    [Fact]
    public void The_architecture_chooses_its_entry_of_the_map()
    {
        Read(new SeccompProfileOptions { Architecture = X64 }).Architectures.ShouldBe([X64, SeccompArchitecture.X86, SeccompArchitecture.X32]);
        Read(new SeccompProfileOptions { Architecture = SeccompArchitecture.Arm64 }).Architectures.ShouldBe([SeccompArchitecture.Arm64, SeccompArchitecture.Arm]);
        Read(new SeccompProfileOptions { Architecture = SeccompArchitecture.Arm64 }).Simulate(SeccompArchitecture.Arm64, "read").IsAllowing.ShouldBeTrue();
    }

    [Fact]
    public void Calls_in_no_table_are_left_out_and_told() =>
        Read(new SeccompProfileOptions { Architecture = X64 }).Remarks.ShouldHaveSingleItem().ShouldContain("no_such_call_yet");

    [Fact]
    public void A_profile_survives_the_text_form()
    {
        SeccompPolicy policy = Read(new SeccompProfileOptions { Architecture = X64 });
        policy.Flags.ShouldBe(SeccompFlags.Log);
        SeccompPolicy.Parse(policy.ToString()).Compile().Instructions.ShouldBe(policy.Compile().Instructions);
    }

    private static SeccompPolicy Read(SeccompProfileOptions options) => SeccompPolicy.Parse(Profile, "profile.json", options);
}
