// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Hornet.Tests;
using Hornet.VmTests;

namespace Hornet.Linux.Tests;

/// <summary>The tests of <c>tests/Hornet.VmTests</c>, each run by <c>eng/vm-test</c> on Debian's 6.1 and 6.12 kernels in a virtual machine.</summary>
public sealed partial class OtherKernelTests
{
    // Boots two kernels under emulation, on a computer that builds and runs the other tests at the same time.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private static readonly Lazy<(int Status, string Output)> Run = new(() => Tool.Run(Limit, TestFiles.InRepository("eng", "vm-test")));

    public static TheoryData<string, string> Tests
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string series in VmTest.AllSeries)
            {
                foreach (VmTest test in VmTest.All.Where(test => test.RunsOn(series + ".0")))
                    data.Add(series, test.Name);
            }

            return data;
        }
    }

    [ToolTheory("qemu-system-x86_64", "busybox", "dpkg", "apt-get", "xz")]
    [MemberData(nameof(Tests))]
    public void On_another_kernel(string series, string test)
    {
        Match result = ResultLine().Matches(Run.Value.Output)
            .FirstOrDefault(line => line.Groups["kernel"].Value.StartsWith(series + ".", StringComparison.Ordinal) && line.Groups["test"].Value == test)
            .ShouldNotBeNull($"no result; eng/vm-test ended with {Run.Value.Status} and wrote:\n{Run.Value.Output}");
        result.Groups["verdict"].Value.ShouldBe("PASS", result.Groups["message"].Value.Replace("\\n", "\n", StringComparison.Ordinal));
    }

    [ToolFact("qemu-system-x86_64", "busybox", "dpkg", "apt-get", "xz")]
    public void The_whole_run_succeeds() => Run.Value.Status.ShouldBe(0, Run.Value.Output);

    [GeneratedRegex(@"^(?<kernel>\S+) (?<verdict>PASS|FAIL) (?<test>\S+) \(\d+ ms\)(: (?<message>.*))?$", RegexOptions.Multiline)]
    private static partial Regex ResultLine();
}
