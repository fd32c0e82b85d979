// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>A running iterator. Reading runs the program; the end comes when it has gone over everything.</summary>
internal sealed unsafe class IteratorStream(BpfHandle handle, string name) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                nint read = NativeMethods.Read(handle.FileDescriptor, pointer, (nuint)buffer.Length);
                if (read >= 0)
                    return (int)read;

                // The kernel answers EAGAIN after a million objects of which the program wrote nothing (kernel/bpf/bpf_iter.c); it goes on from there.
                int errno = Marshal.GetLastPInvokeError();
                if (errno is not (SyscallErrors.TryAgain or SyscallErrors.Interrupted))
                    throw new SystemCallException($"reading {name}", "read", errno, errno == SyscallErrors.TooBig ? "the program wrote more for one object than the kernel's buffer holds" : "");
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            handle.Dispose();
        base.Dispose(disposing);
    }
}
