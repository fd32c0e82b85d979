// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary><c>BPF_MAP_TYPE_QUEUE</c> and <c>BPF_MAP_TYPE_STACK</c> (Documentation/bpf/map_queue_stack.rst).</summary>
internal sealed unsafe class NativeQueueMap : NativeMap
{
    private readonly NativeBlock _block;
    private readonly byte* _values;
    private readonly int* _lock;
    private readonly bool _lastInFirstOut;
    private uint _oldest;
    private uint _count;

    /// <summary>Creates the map.</summary>
    public NativeQueueMap(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, spec, fields)
    {
        const int lockSize = 64;
        _lastInFirstOut = spec.Type == MapType.Stack;
        _block = MapValidation.Allocate(spec, ((UInt128)MaxEntries * (uint)ValueSize) + lockSize);
        _lock = (int*)_block.Start;
        _values = _block.Start + lockSize;
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) => -Errno.EINVAL;

    /// <inheritdoc/>
    public override long Delete(byte* key) => -Errno.EINVAL;

    /// <inheritdoc/>
    public override long Push(byte* value, ulong flags)
    {
        // BPF_EXIST makes room in a full map by giving up the oldest value.
        bool replace = flags == (ulong)MapUpdateFlags.Exist;
        if (flags != 0 && !replace)
            return -Errno.EINVAL;
        NativeLock.Acquire(_lock);
        long error = 0;
        if (_count == MaxEntries && replace)
        {
            _oldest = Wrap(_oldest + 1ul);
            _count--;
        }

        if (_count == MaxEntries)
            error = -Errno.E2BIG;
        else
            Copy(Slot(Wrap(_oldest + (ulong)_count++)), value, ValueSize);
        NativeLock.Release(_lock);
        return error;
    }

    /// <inheritdoc/>
    public override long Pop(byte* value) => Get(value, remove: true);

    /// <inheritdoc/>
    public override long Peek(byte* value) => Get(value, remove: false);

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags) => ToError(Peek(value));

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) => ToError(Push(value, flags));

    /// <inheritdoc/>
    public override MapError UserDelete(byte* key) => MapError.Invalid;

    /// <inheritdoc/>
    public override MapError UserNextKey(byte* key, byte* nextKey) => MapError.Invalid;

    /// <inheritdoc/>
    public override MapError UserLookupAndDelete(byte* key, byte* value, ulong flags) => ToError(Pop(value));

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();

    private long Get(byte* value, bool remove)
    {
        NativeLock.Acquire(_lock);
        long error = 0;
        if (_count == 0)
        {
            // The kernel's callers may pass memory that was never written: it is cleared.
            new Span<byte>(value, ValueSize).Clear();
            error = -Errno.ENOENT;
        }
        else
        {
            Copy(value, Slot(_lastInFirstOut ? Wrap(_oldest + (ulong)_count - 1) : _oldest), ValueSize);
            if (remove)
            {
                _count--;
                if (!_lastInFirstOut)
                    _oldest = Wrap(_oldest + 1ul);
            }
        }

        NativeLock.Release(_lock);
        return error;
    }

    private uint Wrap(ulong index) => (uint)(index >= MaxEntries ? index - MaxEntries : index);

    private byte* Slot(uint index) => _values + ((ulong)index * (uint)ValueSize);
}
