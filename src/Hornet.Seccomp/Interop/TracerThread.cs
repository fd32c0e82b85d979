// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;

namespace Hornet.Seccomp;

/// <summary>Runs what traces processes in a thread of its own: ptrace(2) ties a traced process to the thread that traces it.</summary>
internal static class TracerThread
{
    /// <summary>Runs something and hands on what it returns or throws.</summary>
    public static T Run<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = action();
            }
            catch (Exception error) when (error is Hornet.Bytecode.BpfException or OperationCanceledException)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        })
        { Name = "hornet tracer", IsBackground = true };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
