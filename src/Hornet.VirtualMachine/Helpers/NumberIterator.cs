// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The open-coded iterator over numbers (<c>kernel/bpf/bpf_iter.c</c>). Its state is the 8 bytes of <c>struct bpf_iter_num</c>.</summary>
internal static unsafe class NumberIterator
{
    /// <summary>The most numbers an iterator goes through (<c>BPF_MAX_LOOPS</c>).</summary>
    private const long MaxLoops = 8 * 1024 * 1024;

    private struct State
    {
        public int Current;
        public int End;
    }

    public static ulong Create(ProgramRun run, ulong iterator, ulong start, ulong end, ulong r4, ulong r5)
    {
        State* state = At(run, iterator);
        *state = default;
        int first = (int)start;
        int last = (int)end;
        if (first > last)
            return Errno.Result(Errno.EINVAL);
        if ((long)last - first > MaxLoops)
            return Errno.Result(Errno.E2BIG);
        *state = new State { Current = unchecked(first - 1), End = last };
        return 0;
    }

    /// <summary>The address of the next number, or 0 after the last.</summary>
    public static ulong Next(ProgramRun run, ulong iterator, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        State* state = At(run, iterator);
        if (unchecked(state->Current + 1) >= state->End)
        {
            *state = default;
            return 0;
        }

        state->Current++;
        return (ulong)&state->Current;
    }

    public static ulong Destroy(ProgramRun run, ulong iterator, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        *At(run, iterator) = default;
        return 0;
    }

    private static State* At(ProgramRun run, ulong address) => (State*)run.Access(address, (ulong)sizeof(State), MemoryAccess.ReadWrite);
}
