// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>All that is known at one point of one path: the frames of the functions that run, and what the program holds.</summary>
internal sealed class VerifierState
{
    /// <summary>Functions that may call each other in a row.</summary>
    public const int MaxFrames = 8;

    private readonly StackFrame?[] _frames = new StackFrame?[MaxFrames];
    private Reference[] _references = [];
    private int _referenceCount;

    /// <summary>The frame of the running function, counted from 0.</summary>
    public int FrameIndex { get; private set; }

    /// <summary>The frame of the running function.</summary>
    public StackFrame Frame => _frames[FrameIndex]!;

    /// <summary>A frame by its place.</summary>
    public StackFrame this[int index] => _frames[index]!;

    /// <summary>What the program has taken and must give back, in the order of taking.</summary>
    public ReadOnlySpan<Reference> References => _references.AsSpan(0, _referenceCount);

    /// <summary>Spin locks held.</summary>
    public int ActiveLocks { get; set; }

    /// <summary>The lock taken last, among the references: its id, or 0.</summary>
    public uint ActiveLockId { get; set; }

    /// <summary>What <see cref="Reference.Holder"/> the lock taken last has.</summary>
    public long ActiveLockHolder { get; set; }

    /// <summary>How deep preemption is turned off.</summary>
    public int PreemptionDepth { get; set; }

    /// <summary>How deep RCU read sections are nested.</summary>
    public int RcuDepth { get; set; }

    /// <summary>The saved interrupt flags taken last, or 0.</summary>
    public uint ActiveInterruptsId { get; set; }

    /// <summary>Whether the path may sleep; asynchronous callbacks can differ from their program.</summary>
    public bool MaySleep { get; set; }

    /// <summary>How often <c>may_goto</c> was taken on the path.</summary>
    public int MayGotoDepth { get; set; }

    /// <summary>How often synchronous callbacks were entered again on the path.</summary>
    public int CallbackUnrollDepth { get; set; }

    /// <summary>Whether the path is one that only a mispredicting processor takes.</summary>
    public bool IsSpeculative { get; set; }

    /// <summary>The state this one continues: the last one kept for pruning on its path.</summary>
    public VerifierState? Parent { get; set; }

    /// <summary>For a kept state: paths from it that are not explored to the end.</summary>
    public int OpenPaths { get; set; }

    /// <summary>For a kept state: the instruction it stands before.</summary>
    public int Instruction { get; set; }

    /// <summary>For a path to be walked later: where the log stood when it branched off.</summary>
    public long LogPosition { get; set; }

    /// <summary>How many kept states lead here.</summary>
    public int Depth { get; set; }

    /// <summary>The instructions since <see cref="Parent"/>.</summary>
    public History History { get; } = new();

    /// <summary>Adds a frame for a called function.</summary>
    public StackFrame Enter(int callSite, int subprogram)
    {
        FrameIndex++;
        StackFrame frame = _frames[FrameIndex] ??= new StackFrame();
        frame.Reset(FrameIndex, callSite, subprogram);
        return frame;
    }

    /// <summary>Removes the running function's frame.</summary>
    public void Leave() => FrameIndex--;

    /// <summary>Becomes the state at the start of a function: one frame, nothing held.</summary>
    public StackFrame Begin(int subprogram)
    {
        FrameIndex = 0;
        _referenceCount = 0;
        ActiveLocks = PreemptionDepth = RcuDepth = MayGotoDepth = CallbackUnrollDepth = 0;
        ActiveLockId = ActiveInterruptsId = 0;
        ActiveLockHolder = 0;
        MaySleep = IsSpeculative = false;
        Parent = null;
        OpenPaths = 1;
        Depth = 0;
        History.Clear();
        StackFrame frame = _frames[0] ??= new StackFrame();
        frame.Reset(0, -1, subprogram);
        return frame;
    }

    /// <summary>Adds something taken.</summary>
    public void AddReference(Reference reference)
    {
        if (_referenceCount == _references.Length)
            Array.Resize(ref _references, Math.Max(4, _referenceCount * 2));
        _references[_referenceCount++] = reference;
    }

    /// <summary>Removes something given back, keeping the order of the rest.</summary>
    /// <returns>Whether it was there.</returns>
    public bool RemoveReference(ReferenceKind kind, uint id)
    {
        int index = _referenceCount - 1;
        while (index >= 0 && (_references[index].Kind != kind || _references[index].Id != id))
            index--;
        if (index < 0)
            return false;
        RemoveReferenceAt(index);
        return true;
    }

    /// <summary>Removes something given back by its place.</summary>
    public void RemoveReferenceAt(int index)
    {
        _references.AsSpan(index + 1, _referenceCount - index - 1).CopyTo(_references.AsSpan(index));
        _referenceCount--;
    }

    /// <summary>The reference to an object by its id.</summary>
    public bool TryFindReference(uint id, out Reference reference)
    {
        foreach (ref readonly Reference candidate in References)
        {
            if (candidate.Id == id && candidate.Kind == ReferenceKind.Object)
            {
                reference = candidate;
                return true;
            }
        }

        reference = default;
        return false;
    }

    /// <summary>Becomes a copy of another state, history apart, which begins anew.</summary>
    public void CopyFrom(VerifierState other)
    {
        FrameIndex = other.FrameIndex;
        for (int i = 0; i <= FrameIndex; i++)
            (_frames[i] ??= new StackFrame()).CopyFrom(other._frames[i]!);
        if (_references.Length < other._referenceCount)
            _references = new Reference[other._referenceCount];
        other.References.CopyTo(_references);
        _referenceCount = other._referenceCount;
        ActiveLocks = other.ActiveLocks;
        ActiveLockId = other.ActiveLockId;
        ActiveLockHolder = other.ActiveLockHolder;
        PreemptionDepth = other.PreemptionDepth;
        RcuDepth = other.RcuDepth;
        ActiveInterruptsId = other.ActiveInterruptsId;
        MaySleep = other.MaySleep;
        MayGotoDepth = other.MayGotoDepth;
        CallbackUnrollDepth = other.CallbackUnrollDepth;
        IsSpeculative = other.IsSpeculative;
        Parent = other.Parent;
        OpenPaths = other.OpenPaths;
        Instruction = other.Instruction;
        Depth = other.Depth;
        History.Clear();
    }
}
