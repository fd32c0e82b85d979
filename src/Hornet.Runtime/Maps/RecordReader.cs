// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>Takes a record that a program wrote.</summary>
/// <param name="record">The record; valid until the handler returns, because it lies in the buffer itself.</param>
/// <param name="cpu">The CPU the program ran on, for buffers that have one part a CPU; otherwise -1.</param>
/// <returns>False to stop after this record.</returns>
public delegate bool RecordHandler(ReadOnlySpan<byte> record, int cpu);

/// <summary>Reads the records that programs write to a ring buffer or perf event array. Each record is given once, whoever reads.</summary>
public abstract class RecordReader : IDisposable
{
    /// <summary>How many records programs could not write, because nobody had read those before. Ring buffers tell their programs instead, and count none.</summary>
    public abstract long Lost { get; }

    /// <summary>How many bytes wait to be read now, headers and discarded records included.</summary>
    public abstract long AvailableBytes { get; }

    /// <summary>How many bytes the buffer can hold, of all CPUs together where each has its part.</summary>
    public abstract long Capacity { get; }

    /// <summary>Hands the records that are there to a handler, without copying them, and frees their room. Does not wait.</summary>
    /// <param name="handler">The handler. If it throws, the record stays.</param>
    /// <param name="maximum">At most so many records.</param>
    /// <returns>How many there were.</returns>
    public abstract int Consume(RecordHandler handler, int maximum = int.MaxValue);

    /// <summary>Waits until there is a record.</summary>
    /// <returns>False when the map is gone and no record will come.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public abstract ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract void Dispose();
}
