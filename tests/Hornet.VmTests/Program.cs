// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Hornet.VmTests;

/// <summary>
/// Runs the tests of this assembly that are for the running kernel. The init script of <c>eng/vm-test</c> starts it with the serial port that takes
/// the results, one line each, parts separated by tabs:
/// <c>PLAN name</c> for every test that will run, then <c>START name</c> and <c>RESULT name PASS|FAIL milliseconds [message]</c> for each, then <c>END</c>.
/// </summary>
internal static class Program
{
    // Far above what any test takes under emulation on a busy computer: a test that hangs must not take the others' results with it.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static int Main(string[] arguments)
    {
        if (arguments is ["--list"])
        {
            foreach (VmTest test in VmTest.All)
                Console.WriteLine($"{test.Series ?? "all"}\t{test.Name}");
            return 0;
        }

        string release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        string filter = Environment.GetEnvironmentVariable("HORNET_VM_FILTER") ?? "";
        VmTest[] tests = [.. VmTest.All.Where(test => test.RunsOn(release) && test.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))];
        using StreamWriter results = arguments is [string port] ? new StreamWriter(port) : new StreamWriter(Console.OpenStandardOutput());
        results.NewLine = "\n";
        results.AutoFlush = true;
        foreach (VmTest test in tests)
            results.WriteLine($"PLAN\t{test.Name}");
        bool isGood = true;
        foreach (VmTest test in tests)
        {
            results.WriteLine($"START\t{test.Name}");
            long start = Stopwatch.GetTimestamp();
            string? failure = Run(test);
            isGood &= failure is null;
            string milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
            results.WriteLine(failure is null ? $"RESULT\t{test.Name}\tPASS\t{milliseconds}" : $"RESULT\t{test.Name}\tFAIL\t{milliseconds}\t{OneLine(failure)}");
        }

        results.WriteLine("END");
        return isGood ? 0 : 1;
    }

    private static string? Run(VmTest test)
    {
        string? failure = null;

        // A thread of its own: a test that does not end is left behind.
        var thread = new Thread(() =>
        {
            try
            {
                test.Body();
            }
#pragma warning disable CA1031 // Whatever it throws is the test's result.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                failure = thrown.ToString();
            }
        }) { IsBackground = true };
        thread.Start();
        return thread.Join(Limit) ? failure : $"did not end within {Limit.TotalSeconds} seconds";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("\\n").Replace('\t', ' ');
}
