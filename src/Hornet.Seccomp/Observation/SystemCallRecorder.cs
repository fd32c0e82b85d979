// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>
/// Runs a program, watches the system calls of all its processes and threads by ptrace(2), and writes the policy that allows them. Watching stops a
/// process twice for each call, so the program runs many times slower; it needs no privilege, and Linux 5.3. A call that the program made by chance,
/// or would make on another day, is not in the policy: run what is typical.
/// </summary>
public static class SystemCallRecorder
{
    private const int Options = PtraceRequest.OptionSystemGood | PtraceRequest.OptionFork | PtraceRequest.OptionVfork | PtraceRequest.OptionClone | PtraceRequest.OptionExec
        | PtraceRequest.OptionExitKill;

    /// <summary>Runs a program to its end, and its children to theirs.</summary>
    /// <param name="command">The program: a path, or a name that is looked up on the PATH.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <param name="options">How the policy is made; null for the defaults.</param>
    /// <exception cref="SystemCallException">There is no such program, or it cannot be traced.</exception>
    public static SeccompRecording Record(string command, IReadOnlyList<string> arguments, RecordOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string path = CommandPath.Find(command);
        return TracerThread.Run(() => new Run(path, arguments).ToEnd(options ?? new RecordOptions()));
    }

    /// <summary>One run, in the thread that traces it.</summary>
    private sealed class Run(string path, IReadOnlyList<string> arguments)
    {
        private static readonly string[] ShellVariables = ["PWD", "OLDPWD", "SHLVL"];

        private readonly CallTally _tally = new();
        private readonly HashSet<int> _seen = [];
        private int _main;
        private bool _isRunning;
        private int _exitStatus;

        public SeccompRecording ToEnd(RecordOptions options)
        {
            Begin();
            while (true)
            {
                int pid = NativeMethods.Wait(-1, out int status, NativeMethods.WaitAll | NativeMethods.WaitOwnThread);
                if (pid < 0 && Marshal.GetLastPInvokeError() == NativeMethods.Interrupted)
                    continue;
                if (pid < 0)
                    break;
                if ((status & 0xff) == 0x7f)
                    Resume(pid, status);
                else if (pid == _main)
                    _exitStatus = Spawner.ExitStatus(status);
            }

            return new SeccompRecording(_tally.ToPolicy(options), _exitStatus, _tally.Calls, _seen.Count);
        }

        /// <summary>
        /// Starts a shell that stops itself before it becomes the program: a process has to be there to be traced, and what the shell does until
        /// then does not count.
        /// </summary>
        private void Begin()
        {
            // Shells add variables to the environment and correct PWD; the program is to find what it finds without one.
            string? folder = Environment.GetEnvironmentVariable("PWD");
            string[] added = [.. ShellVariables.Where(name => Environment.GetEnvironmentVariable(name) is null)];
            string script = $"kill -STOP $$; PWD=$1; shift; {(added.Length == 0 ? "" : $"unset {string.Join(' ', added)}; ")}exec \"$@\"";
            _main = Spawner.Spawn("/bin/sh", ["sh", "-c", script, "sh", folder ?? "", path, .. arguments]);
            if (NativeMethods.Wait(_main, out int status, NativeMethods.WaitUntraced) < 0 || (status & 0xff) != 0x7f)
                throw new SystemCallException($"starting \"{path}\"", "waitpid", NativeMethods.NoChild, "the shell that starts it ended early");
            if (NativeMethods.Trace(PtraceRequest.Seize, _main, 0, Options) != 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                NativeMethods.SendSignal(_main, NativeMethods.Kill);
                NativeMethods.Wait(_main, out _, 0);
                throw new SystemCallException($"watching \"{path}\"", "ptrace(PTRACE_SEIZE)", errno, "processes may not be traced here: see kernel.yama.ptrace_scope, or the container's seccomp profile");
            }

            NativeMethods.SendSignal(_main, NativeMethods.Continue);
        }

        private void Resume(int pid, int status)
        {
            int signal = (status >> 8) & 0xff;
            int stop = status >> 16;
            long request = PtraceRequest.System;
            int deliver = 0;
            if (signal == (NativeMethods.Trap | 0x80))
            {
                NoteCall(pid);
            }
            else if (stop == PtraceRequest.EventExec)
            {
                // The call that starts the program is made under the policy too.
                if (!_isRunning)
                    NoteExecution();
                _isRunning = true;
            }
            else if (stop == PtraceRequest.EventStop)
            {
                // A stop by a signal such as SIGTSTP holds until SIGCONT comes.
                if (signal != NativeMethods.Trap)
                    request = PtraceRequest.Listen;
            }
            else if (stop == 0)
            {
                deliver = signal;
            }

            // One that has been killed in the meantime is reported by the next wait.
            NativeMethods.Trace(request, pid, 0, deliver);
        }

        private void NoteExecution()
        {
            SeccompArchitecture native = SeccompArchitecture.Current;
            if (native.TryGetCall("execve", out SystemCall? call))
                _tally.Add(new SeccompCall(native, call.Number));
        }

        private unsafe void NoteCall(int pid)
        {
            if (!_isRunning)
                return;
            _seen.Add(pid);
            SystemCallInfo info;
            long size = NativeMethods.Trace(PtraceRequest.GetSystemCallInfo, pid, sizeof(SystemCallInfo), (nint)(&info));
            if (size < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno == NativeMethods.NoProcess)
                    return;
                throw new SystemCallException(string.Create(CultureInfo.InvariantCulture, $"watching process {pid}"), "ptrace(PTRACE_GET_SYSCALL_INFO)", errno, "it came with Linux 5.3");
            }

            if (info.Operation != PtraceRequest.EntryStop)
                return;
            SeccompArchitecture? architecture = SeccompArchitecture.WithAuditValue(info.Architecture).FirstOrDefault();
            if (architecture is not null)
                _tally.Add(new SeccompCall(architecture, (uint)info.Number, new ReadOnlySpan<ulong>(info.Arguments, 6)));
        }
    }
}
