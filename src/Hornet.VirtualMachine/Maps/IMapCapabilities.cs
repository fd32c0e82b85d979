// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What helpers ask of a ring buffer that the caller writes and programs drain.</summary>
internal unsafe interface IUserRingBufferMap
{
    /// <summary>
    /// The next record. Positive or zero: its size, with its address; -ENODATA when there is none, -EAGAIN when one was skipped because the writer
    /// discarded it, -EINVAL or -E2BIG when the ring is damaged. The record is the caller's until <see cref="Release"/>.
    /// </summary>
    long Peek(out byte* record);

    /// <summary>Steps over the record <see cref="Peek"/> gave.</summary>
    void Release();

    /// <summary>Takes the ring for one drain; false when another program drains it (<c>-EBUSY</c>).</summary>
    bool TryEnter();

    /// <summary>Gives the ring back and wakes the writer as the flags of <c>bpf_user_ringbuf_drain</c> say.</summary>
    void Exit(ulong flags, long samples);
}

/// <summary>What helpers ask of a perf event array.</summary>
internal interface IPerfEventArrayMap
{
    /// <summary>
    /// Puts a record into the buffer of a CPU: the program's bytes, then bytes of its packet. 0, or <c>-E2BIG</c> for an index that is too high,
    /// <c>-ENOENT</c> for an empty slot, <c>-EOPNOTSUPP</c> for a slot of another CPU.
    /// </summary>
    long Output(uint index, int cpu, ReadOnlySpan<byte> data, ReadOnlySpan<byte> packet);
}

/// <summary>What helpers ask of socket, task, inode and cgroup storage: values that belong to an object, here to its address or number.</summary>
internal unsafe interface ILocalStorageMap
{
    /// <summary>The owner's value; null when it has none and none is to be made.</summary>
    /// <param name="owner">The address of the socket or task, or the id of the cgroup; not 0.</param>
    /// <param name="initial">What a new value starts with, or null for zeros.</param>
    /// <param name="create">Whether to make a value for an owner that has none.</param>
    /// <param name="cpu">Whose value, for <see cref="Hornet.Objects.MapType.PerCpuCgroupStorageDeprecated"/>.</param>
    byte* GetStorage(ulong owner, byte* initial, bool create, int cpu = 0);

    /// <summary>0, or <c>-ENOENT</c> when the owner has no value.</summary>
    long DeleteStorage(ulong owner);
}

/// <summary>What helpers ask of a stack trace map.</summary>
internal interface IStackTraceMap
{
    /// <summary>
    /// <c>bpf_get_stackid</c>: the number of a stack, innermost address first, cut to what an entry holds. <c>-EEXIST</c> when another stack has
    /// its place and <c>BPF_F_REUSE_STACKID</c> is not set.
    /// </summary>
    long GetStackId(ReadOnlySpan<ulong> stack, ulong flags);
}
