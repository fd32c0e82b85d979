// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Linux;
using Hornet.Tests;

namespace Hornet.Seccomp.Tests;

/// <summary>Programs under filters, in processes of their own.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-seccomp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [KernelTheory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -TERM $$", 128 + 15)]
    [InlineData("true", 0)]
    public void The_exit_status_is_the_programs(string script, int status) => Hornet("default allow\n", "sh", "-c", script).Status.ShouldBe(status);

    [KernelFact]
    public void What_a_policy_refuses_fails_with_its_error()
    {
        (int status, string output) = Hornet("default allow\nerrno(EROFS) mkdir, mkdirat\n", "mkdir", Path.Combine(_folder, "new"));
        status.ShouldBe(1);
        output.ShouldContain("Read-only file system");
    }

    [KernelFact]
    public void What_a_policy_kills_for_ends_the_program_by_SIGSYS() =>
        Hornet("default allow\nkill-process mkdir, mkdirat\n", "mkdir", Path.Combine(_folder, "new")).Status.ShouldBe(128 + 31);

    [KernelFact]
    public void A_policy_that_allows_only_what_starts_a_program_is_enough_to_start_it()
    {
        // The program dies at its first own call: brk in the dynamic loader.
        (int status, _) = Hornet("default kill-process\nallow execve\n", "true");
        status.ShouldBe(128 + 31);
    }

    [KernelFact]
    public void A_policy_that_forbids_execve_is_refused_before()
    {
        (int status, string output) = Hornet("default errno(EPERM)\nallow read, write\n", "true");
        status.ShouldBe(2);
        output.ShouldContain("a rule 'allow execve' is needed");
    }

    [KernelFact]
    public void A_program_that_does_not_exist_is_an_error()
    {
        (int status, string output) = Hornet("default allow\n", "/nowhere/to/be/found");
        status.ShouldBe(2);
        output.ShouldContain("there is no such program");
    }

    [KernelFact]
    public void Programs_find_SIGPIPE_as_a_shell_leaves_it()
    {
        (int _, string output) = Hornet("default allow\n", "sh", "-c", "grep SigIgn /proc/self/status");
        output.ShouldContain("0000000000000000");
    }

    [KernelFact]
    public void A_child_starts_under_a_policy_from_the_library()
    {
        SeccompPolicy policy = SeccompPolicy.Parse("default allow\nerrno(EROFS) mkdir, mkdirat\n");
        SeccompProcess process = SeccompProcess.Start(policy, "mkdir", [Path.Combine(_folder, "new")]);
        process.WaitForExit().ShouldBe(1);
        Directory.Exists(Path.Combine(_folder, "new")).ShouldBeFalse();
        Directory.CreateDirectory(Path.Combine(_folder, "new")).Exists.ShouldBeTrue();
    }

    [KernelFact]
    public void A_policy_that_is_too_strict_for_starting_children_is_refused_with_the_calls()
    {
        SeccompPolicyException error = Should.Throw<SeccompPolicyException>(() => SeccompProcess.Start(SeccompPolicy.Parse("default kill-process\nallow execve\n"), "true", []));
        error.Message.ShouldContain("munmap");
        error.Message.ShouldNotContain("execve,");
    }

    [KernelFact]
    public void A_child_that_does_not_exist_is_an_error() =>
        Should.Throw<SystemCallException>(() => SeccompProcess.Start(SeccompPolicy.Parse("default allow\n"), "/nowhere/to/be/found", [])).Errno.ShouldBe(2);

    [KernelFact]
    public void Filters_of_a_process_are_those_that_were_installed_and_it_goes_on()
    {
        SeccompPolicy policy = SeccompPolicy.Parse("default allow\nerrno(EROFS) mkdir, mkdirat\nkill-process reboot\n");
        SeccompProcess process = SeccompProcess.Start(policy, "sleep", ["1"]);
        InstalledFilter filter = ProcessFilters.Read(process.Id).ShouldHaveSingleItem();
        filter.Instructions.ShouldBe(policy.Compile().Instructions);
        filter.IsLogged.ShouldBe(false);
        SeccompStatus.Read(process.Id).ShouldBe(new SeccompStatus(SeccompMode.Filter, 1, 0));
        process.WaitForExit().ShouldBe(0);
    }

    [KernelFact]
    public void A_process_that_is_traced_already_is_an_error_that_names_the_tracer()
    {
        string policy = Path.Combine(_folder, "policy");
        File.WriteAllText(policy, "default allow\n");

        // Recording is tracing; the shell's number stays that of the program it becomes.
        string[] command = ["seccomp", "record", "-o", Path.Combine(_folder, "recorded"), "--", "sh", "-c", "echo $$; exec \"$@\"", "sh", HornetRunner, HornetFile, "seccomp", "run", "--policy", policy, "--", "sleep", "60"];
        using Process tracer = Process.Start(new ProcessStartInfo(HornetRunner, [HornetFile, .. command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            int pid = int.Parse(tracer.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            SpinWait.SpinUntil(() => SeccompStatus.Read(pid).Mode == SeccompMode.Filter, TimeSpan.FromMinutes(1)).ShouldBeTrue();
            SystemCallException error = Should.Throw<SystemCallException>(() => ProcessFilters.Read(pid));
            error.Message.ShouldContain("traces it already");
            SeccompStatus.Read(pid).TracerId.ShouldBeGreaterThan(0);
        }
        finally
        {
            tracer.Kill(entireProcessTree: true);
            tracer.WaitForExit();
        }
    }

    [KernelFact]
    public void A_stopped_process_stays_stopped()
    {
        SeccompProcess process = SeccompProcess.Start(SeccompPolicy.Parse("default allow\n"), "sh", ["-c", "kill -STOP $$; exit 5"]);
        string status = $"/proc/{process.Id}/status";
        bool IsStopped() => File.ReadLines(status).Any(line => line.StartsWith("State:\tT", StringComparison.Ordinal));
        SpinWait.SpinUntil(IsStopped, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        ProcessFilters.Read(process.Id).Length.ShouldBe(1);

        // Let go, it stops again by itself.
        SpinWait.SpinUntil(IsStopped, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        Tool.Run("kill", "-CONT", process.Id.ToString(CultureInfo.InvariantCulture)).Status.ShouldBe(0);
        process.WaitForExit().ShouldBe(5);
    }

    [KernelFact]
    public void A_reader_under_a_filter_is_beyond_this_machine_with_the_reason()
    {
        SeccompProcess process = SeccompProcess.Start(SeccompPolicy.Parse("default allow\n"), "sleep", ["60"]);
        try
        {
            (int status, string output) = Hornet("default allow\n", HornetRunner, HornetFile, "seccomp", "dump", "--pid", process.Id.ToString(CultureInfo.InvariantCulture));
            status.ShouldBe(77, output);
            output.ShouldContain("under no filter itself");
        }
        finally
        {
            Tool.Run("kill", process.Id.ToString(CultureInfo.InvariantCulture)).Status.ShouldBe(0);
            process.WaitForExit().ShouldBe(128 + 15);
        }
    }

    [KernelFact]
    public void A_process_that_is_not_there_is_an_error() =>
        Should.Throw<SystemCallException>(() => ProcessFilters.Read(int.MaxValue)).Message.ShouldContain("there is no such process");

    [KernelTheory]
    [InlineData("ls", "/")]
    [InlineData("sh", "-c", "ls / | sort | head -n 3; echo done > /dev/null")]
    [InlineData("sh", "-c", "(sleep 0.05 & wait); exit 3")]
    [InlineData("cat", "/proc/self/status")]
    public void A_recorded_program_runs_under_its_recording(params string[] command) => ShouldRunUnderRecording(command, []);

    [KernelFact]
    public void A_program_with_threads_runs_under_its_recording() => ShouldRunUnderRecording([HornetRunner, HornetFile, "seccomp", "list", "read"], []);

    [KernelFact]
    public void Recorded_arguments_narrow_the_rules()
    {
        string policy = ShouldRunUnderRecording(["sh", "-c", "ls / >/dev/null"], ["--arguments"]);
        policy.ShouldContain("allow fcntl when int(arg1) ==");
        policy.ShouldContain("allow ioctl when int(arg1) ==");
    }

    [KernelFact]
    public void Nothing_else_is_allowed_by_a_recording()
    {
        string file = Path.Combine(_folder, "recorded");
        Run("record", "-o", file, "--", "sh", "-c", "exit 0").Status.ShouldBe(0);
        Run("run", "--policy", file, "--", "sh", "-c", "cd /tmp").Status.ShouldNotBe(0);
        Hornet("default allow\n", "sh", "-c", "cd /tmp").Status.ShouldBe(0);
    }

    private static string HornetRunner => TestMachine.FindTool("dotnet") ?? "/usr/bin/dotnet";

    private static string HornetFile => Path.Combine(AppContext.BaseDirectory, "Hornet.Cli.dll");

    private string ShouldRunUnderRecording(string[] command, string[] options)
    {
        string file = Path.Combine(_folder, "recorded");
        (int recorded, string output) = Run(["record", "-o", file, .. options, "--", .. command]);
        (int status, string again) = Run(["run", "--policy", file, "--", .. command]);
        status.ShouldBe(recorded, output + again + File.ReadAllText(file));
        again.ShouldNotContain("not permitted");
        return File.ReadAllText(file);
    }

    private (int Status, string Output) Hornet(string policy, params string[] command)
    {
        string file = Path.Combine(_folder, "policy");
        File.WriteAllText(file, policy);
        return Run(["run", "--policy", file, "--", .. command]);
    }

    private static (int Status, string Output) Run(params string[] arguments) => Tool.Run(HornetRunner, [HornetFile, "seccomp", .. arguments]);
}
