// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Bytecode.Classic;
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>
/// Programs under a filter. .NET cannot run code between fork and execve, so a filter that is to be there when a program starts has to be that of the
/// thread that starts it: <see cref="Replace"/> makes this process into the program, <see cref="Start(SeccompPolicy, string, IReadOnlyList{string})"/> starts it as a child.
/// </summary>
public sealed class SeccompProcess
{
    /// <summary>What posix_spawn, and the thread that called it on its way out, asks of the kernel.</summary>
    private static readonly string[] NeededToSpawn =
    [
        "execve", "clone", "clone3", "vfork", "wait4", "rt_sigprocmask", "rt_sigaction", "mmap", "munmap", "mprotect", "madvise", "futex", "exit", "exit_group",
        "sched_yield", "rt_sigreturn", "gettid", "getpid", "tgkill", "membarrier", "close", "write", "rseq", "set_robust_list", "sched_getaffinity",
    ];

    private int? _status;

    private SeccompProcess(int id) => Id = id;

    /// <summary>The process's number.</summary>
    public int Id { get; }

    /// <summary>
    /// Makes this process into a program under a filter: a new thread installs the filter and calls execve(2), which ends all other threads. The policy
    /// needs to allow <c>execve</c>, and what the program itself asks for; nothing for the runtime's sake. Does not return.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="command">The program: a path, or a name that is looked up on the PATH.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <exception cref="SeccompPolicyException">The policy forbids the call that starts the program.</exception>
    /// <exception cref="SystemCallException">There is no such program, or the kernel refuses the filter.</exception>
    public static void Replace(SeccompPolicy policy, string command, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(arguments);
        string path = CommandPath.Find(command);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Execute(policy, path, [command, .. arguments]);
            }
            catch (Hornet.Bytecode.BpfException error)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>
    /// Starts a program under a filter as a child of this process: a new thread installs the filter, calls posix_spawn and ends. The policy has to
    /// allow what these three need; where it does not, an error names the calls, and <see cref="Replace"/> in a process of its own
    /// (<c>hornet seccomp run</c>) is the way.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="command">The program: a path, or a name that is looked up on the PATH.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <exception cref="SeccompPolicyException">The policy forbids a call that is needed to start the program.</exception>
    /// <exception cref="SystemCallException">There is no such program, or the kernel refuses the filter.</exception>
    public static SeccompProcess Start(SeccompPolicy policy, string command, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(arguments);
        string path = CommandPath.Find(command);
        SeccompProgram program = policy.Compile();
        string[] missing = [.. NeededToSpawn.Where(call => !Allows(program, call))];
        if (missing.Length > 0)
            throw new SeccompPolicyException($"Starting \"{command}\" from a thread under this policy needs calls that the policy does not allow: {string.Join(", ", missing)}.");

        SeccompProcess? process = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                SeccompInstaller.Install(program, policy.Flags & ~SeccompFlags.AllThreads);
                process = new SeccompProcess(Spawner.Spawn(path, [command, .. arguments]));
            }
            catch (Hornet.Bytecode.BpfException error)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return process!;
    }

    /// <summary>Waits for the end of a started program.</summary>
    /// <returns>Its exit status, or 128 and the signal that ended it.</returns>
    /// <exception cref="SystemCallException">Somebody else has waited for it.</exception>
    public int WaitForExit()
    {
        while (_status is null)
        {
            if (NativeMethods.Wait(Id, out int status, 0) == Id)
                _status = Spawner.ExitStatus(status);
            else if (Marshal.GetLastPInvokeError() is not NativeMethods.Interrupted and int errno)
                throw new SystemCallException("waiting for the program", "waitpid", errno);
        }

        return _status.Value;
    }

    private static bool Allows(SeccompProgram program, string call) =>
        !SeccompArchitecture.Current.TryGetCall(call, out SystemCall? known) || program.Run(new SeccompCall(SeccompArchitecture.Current, known.Number)).IsAllowing;

    private static unsafe void Execute(SeccompPolicy policy, string path, string[] arguments)
    {
        SeccompProgram program = policy.Compile();
        SeccompArchitecture native = SeccompArchitecture.Current;
        using NativeStrings list = new(arguments);
        using NativeStrings environment = NativeStrings.Environment();
        nint file = Marshal.StringToCoTaskMemUTF8(path);
        SystemCall execve = native.TryGetCall("execve", out SystemCall? call) ? call : throw new PlatformNotSupportedException();
        SeccompVerdict verdict = program.Run(new SeccompCall(native, execve.Number, (ulong)file, (ulong)list.Pointer, (ulong)environment.Pointer));
        if (!verdict.IsAllowing)
            throw new SeccompPolicyException($"The policy answers {verdict} to the call that would start \"{path}\": a rule 'allow execve' is needed.");

        SeccompInstaller.SetNoNewPrivileges();

        // The runtime ignores SIGPIPE, and what is ignored stays so for the program.
        const int brokenPipe = 13;
        NativeMethods.SetSignalHandler(brokenPipe, 0);
        int errno = InstallAndExecute(program, policy.Flags & ~SeccompFlags.AllThreads, execve.Number, file, (nint)list.Pointer, (nint)environment.Pointer);
        throw new SystemCallException($"starting \"{path}\"", "seccomp(SECCOMP_SET_MODE_FILTER)", errno);
    }

    /// <summary>
    /// Installs the filter and starts the program. Behind the first of the two calls nothing may run that makes another one, so both are made once
    /// before in a way that does nothing: the runtime has compiled and bound all there is by then. Returns only when the kernel refuses the filter.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe int InstallAndExecute(SeccompProgram program, SeccompFlags flags, long execve, nint file, nint arguments, nint environment)
    {
        const int errorOutput = 2, cannotExecute = 126;
        ReadOnlySpan<byte> message = "hornet: the kernel cannot execute the program\n"u8;
        long seccomp = SeccompInstaller.SeccompNumber;
        long write = Number("write");
        long exit = Number("exit_group");
        fixed (ClassicInstruction* first = program.Instructions.AsSpan())
        fixed (byte* text = message)
        {
            var filter = new ClassicFilterProgram { Length = (ushort)program.Instructions.Length, Instructions = first };
            NativeMethods.SystemCallWithoutTransition(Number("getppid"), 0, 0, 0);
            if (NativeMethods.SystemCallWithoutTransition(seccomp, 1, (long)flags, (nint)(&filter)) < 0)
                return Marshal.GetLastSystemError();
            NativeMethods.SystemCallWithoutTransition(execve, file, arguments, environment);

            // There is no way back into the runtime under a filter made for another program.
            NativeMethods.SystemCallWithoutTransition(write, errorOutput, (nint)text, message.Length);
            while (true)
                NativeMethods.SystemCallWithoutTransition(exit, cannotExecute, 0, 0);
        }
    }

    private static long Number(string name) => SeccompArchitecture.Current.TryGetCall(name, out SystemCall? call) ? call.Number : throw new PlatformNotSupportedException();
}
