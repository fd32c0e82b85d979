// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Seccomp;

namespace Hornet.Fuzz.Tests;

/// <summary>Texts of seccomp policies; what is understood is written, read again and compiled.</summary>
internal static class SeccompFuzz
{
    private const string Policy = """
        # a policy
        default errno(EPERM)
        architectures x86_64, i386, s390x
        flags log
        allow read, write,
            1000
        trap(7) socket on x86_64 when family == AF_UNIX and int(arg1) != -1 or (arg2 & 0xf0) >= 0b11
        kill-process clone when arg0 & CLONE_NEWUSER|CLONE_NEWNS == 0
        """;

    private const string Profile = """
        {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], "flags": [], "syscalls": [
        {"names": ["read", "futex"], "action": "SCMP_ACT_ALLOW", "comment": "\u0041"},
        {"name": "clone", "action": "SCMP_ACT_KILL", "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}], "excludes": {"caps": ["CAP_SYS_ADMIN"], "minKernel": "4.8"}}]}
        """;

    public static FuzzTarget Policies() => Target("seccomp-policy", Policy,
        "default ", "allow ", "errno(", "on x86_64", " when ", " and ", " or ", "int(arg", "arg5", "& 0x", "==", "<=", "!=", "|", "\n  ", "0xffffffffffffffff", "AF_INET", "#");

    public static FuzzTarget Profiles() => Target("seccomp-profile", Profile,
        "\"names\":", "\"args\":[{", "\"op\":\"SCMP_CMP_LT\"", "\"SCMP_ACT_TRAP\"", "\\u12", "1e9", "-1", "null", "[[", "}", "18446744073709551615", "\"archMap\"");

    private static FuzzTarget Target(string name, string seed, params string[] words) =>
        new(name, [Encoding.ASCII.GetBytes(seed)], [.. words.Select(Encoding.ASCII.GetBytes)], Parse, error => error is SeccompPolicyException);

    private static void Parse(byte[] input)
    {
        SeccompPolicy policy = SeccompPolicy.Parse(Encoding.Latin1.GetString(input));
        SeccompProgram program = policy.Compile();
        string text = policy.ToString();
        SeccompPolicy again = SeccompPolicy.Parse(text);
        again.ToString().ShouldBe(text);
        foreach (string call in (string[])["read", "socket", "clone"])
        {
            foreach (SeccompArchitecture architecture in policy.Architectures.Where(architecture => architecture.TryGetCall(call, out _)))
            {
                SeccompCall made = SeccompCall.Create(architecture, call, 1, 2, 0xf0);
                program.Run(made).ShouldBe(policy.Evaluate(made));
            }
        }

        _ = SeccompListing.Format(program.Instructions).Length;
    }
}
