// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>An iterator program bound to what it goes over. Each reader runs it anew; a pinned iterator is read like a file, by <c>cat</c> for one.</summary>
public sealed class IteratorLink : BpfLink
{
    private const int ChunkSize = 64 * 1024;

    internal IteratorLink(KernelProgram? program, KernelTarget target, BpfHandle handle)
        : base(program, target, handle)
    {
    }

    /// <summary>Starts the iterator (<c>BPF_ITER_CREATE</c>): what the program writes is read from the stream. It outlives the link.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public Stream OpenReader()
    {
        var attributes = new IteratorCreateAttributes { LinkFd = (uint)Handle.FileDescriptor };
        return new IteratorStream(BpfSyscall.Open($"starting {Target}", BpfCommand.IteratorCreate, ref attributes), Target.ToString() ?? "");
    }

    /// <summary>Runs the iterator to its end and answers what it wrote as text (<c>bpf_seq_printf</c>).</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public string ReadText()
    {
        using var reader = new StreamReader(OpenReader(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Runs the iterator to its end and answers what it wrote as values (<c>bpf_seq_write</c>), one after the other.</summary>
    /// <typeparam name="T">The type of what the program writes, laid out as in C.</typeparam>
    /// <exception cref="BpfException">The kernel refused, or the program wrote something else than whole values.</exception>
    public IEnumerable<T> Read<T>()
        where T : unmanaged
    {
        using Stream reader = OpenReader();
        int size = Unsafe.SizeOf<T>();
        byte[] chunk = new byte[Math.Max(ChunkSize / size, 1) * size];
        while (true)
        {
            int length = reader.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            if (length % size != 0)
                throw new BpfException($"Reading {Target}: the program wrote {length % size} bytes more than whole values of {size} bytes; the type {typeof(T).Name} is not what it writes.");
            for (int at = 0; at < length; at += size)
                yield return MemoryMarshal.Read<T>(chunk.AsSpan(at));
            if (length < chunk.Length)
                yield break;
        }
    }
}
