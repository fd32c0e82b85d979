// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// A spin lock in native memory: 4 bytes, 0 when free, as <c>struct bpf_spin_lock</c>. Critical sections are a few dozen instructions, so waiting
/// is rare and short; a waiter gives its time slice away when the holder was interrupted.
/// </summary>
internal static unsafe class NativeLock
{
    /// <summary>Takes the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Acquire(int* word)
    {
        if (Interlocked.CompareExchange(ref *word, 1, 0) != 0)
            Wait(word);
    }

    /// <summary>Gives the lock back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Release(int* word) => Volatile.Write(ref *word, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Wait(int* word)
    {
        var spinner = default(SpinWait);
        do
        {
            spinner.SpinOnce();
        }
        while (Volatile.Read(ref *word) != 0 || Interlocked.CompareExchange(ref *word, 1, 0) != 0);
    }
}
