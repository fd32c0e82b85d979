// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Seccomp.Tests;

/// <summary>The C# examples of docs/seccomp.md.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void A_policy_built_in_code()
    {
        // example: build
        SeccompPolicy policy = new SeccompPolicyBuilder(SeccompVerdict.Errno(1))
            .For(SeccompArchitecture.X64)
            .Allow("read", "write", "close", "exit_group")
            .On("socket").When(SeccompArgument.Int32At(0) == 1).Allow()
            .On("mmap").When((SeccompArgument.At(2) & 4) == 0).Allow()
            .Build();
        SeccompVerdict verdict = policy.Simulate(SeccompArchitecture.X64, "socket", 2, 1);   // errno(EPERM)
        SeccompProgram program = policy.Compile();
        Console.WriteLine(SeccompListing.Format(program.Instructions));
        // end
        verdict.ToString().ShouldBe("errno(EPERM)");
    }

    [KernelFact]
    public void A_policy_for_a_child()
    {
        // example: start
        SeccompPolicy policy = SeccompPolicy.Parse("default allow\nerrno(EROFS) mkdir, mkdirat\n");
        SeccompProcess child = SeccompProcess.Start(policy, "mkdir", ["/tmp/new"]);
        int status = child.WaitForExit();   // 1: mkdir says that the file system is read-only
        // end
        status.ShouldBe(1);
    }

    [KernelFact]
    public void A_recording()
    {
        // example: record
        SeccompRecording recording = SystemCallRecorder.Record("true", []);
        File.WriteAllText("true.policy", recording.Policy.ToString());
        // end
        recording.ExitStatus.ShouldBe(0);
        File.Delete("true.policy");
    }
}
