// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>The registers and stack slots, by frame, whose numbers are wanted while walking back.</summary>
internal sealed class WantedScalars
{
    private const uint Arguments = 0b11_1110;

    private readonly uint[] _registers = new uint[VerifierState.MaxFrames];
    private readonly ulong[] _slots = new ulong[VerifierState.MaxFrames];

    /// <summary>The frame of the function that the walk is in.</summary>
    public int Frame { get; set; }

    /// <summary>Whether nothing is wanted any more.</summary>
    public bool IsEmpty
    {
        get
        {
            for (int i = 0; i <= Frame; i++)
            {
                if (_registers[i] != 0 || _slots[i] != 0)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Whether an argument register of the current frame is wanted.</summary>
    public bool WantsArguments => (_registers[Frame] & Arguments) != 0;

    /// <summary>Whether, in the current frame, anything but arguments is wanted.</summary>
    public bool WantsBeyondArguments => (_registers[Frame] & ~Arguments) != 0 || _slots[Frame] != 0;

    /// <summary>Forgets all.</summary>
    public void Clear(int frame)
    {
        Array.Clear(_registers);
        Array.Clear(_slots);
        Frame = frame;
    }

    /// <summary>Whether a register of the current frame is wanted.</summary>
    public bool Wants(int register) => (_registers[Frame] >> register & 1) != 0;

    /// <summary>Whether a slot is wanted.</summary>
    public bool WantsSlot(int frame, int slot) => (_slots[frame] >> slot & 1) != 0;

    /// <summary>Wants a register of the current frame.</summary>
    public void Add(int register) => _registers[Frame] |= 1u << register;

    /// <summary>Wants a register of a frame.</summary>
    public void Add(int frame, int register) => _registers[frame] |= 1u << register;

    /// <summary>Wants a slot.</summary>
    public void AddSlot(int frame, int slot) => _slots[frame] |= 1UL << slot;

    /// <summary>No longer wants a register of the current frame.</summary>
    public void Remove(int register) => _registers[Frame] &= ~(1u << register);

    /// <summary>No longer wants a register of a frame.</summary>
    public void Remove(int frame, int register) => _registers[frame] &= ~(1u << register);

    /// <summary>No longer wants a slot.</summary>
    public void RemoveSlot(int frame, int slot) => _slots[frame] &= ~(1UL << slot);

    /// <summary>The registers wanted of a frame; bit n is Rn.</summary>
    public uint RegistersOf(int frame) => _registers[frame];

    /// <summary>The slots wanted of a frame.</summary>
    public ulong SlotsOf(int frame) => _slots[frame];

    /// <summary>Goes back over a call: from the callee's first instruction to its caller, whose arguments take the place of the callee's.</summary>
    public void LeaveCallee(bool passesArguments)
    {
        uint arguments = _registers[Frame] & Arguments;
        _registers[Frame] = 0;
        _slots[Frame] = 0;
        Frame--;
        if (passesArguments)
            _registers[Frame] |= arguments;
    }

    /// <summary>Goes back over a return: into the callee, whose R0 takes the place of the caller's.</summary>
    public void EnterCallee(bool passesResult)
    {
        bool wantsResult = passesResult && Wants(0);
        Remove(0);
        Frame++;
        if (wantsResult)
            Add(0);
    }

    /// <summary>No longer wants the argument registers of the current frame.</summary>
    public void RemoveArguments() => _registers[Frame] &= ~Arguments;

    /// <summary>Wants all of a link as soon as one of it is wanted.</summary>
    public void Spread(LinkedScalars links)
    {
        int count = links.Count;
        bool isWanted = false;
        for (int i = 0; i < count && !isWanted; i++)
        {
            (int frame, bool isSlot, int index) = links[i];
            isWanted = isSlot ? WantsSlot(frame, index) : (_registers[frame] >> index & 1) != 0;
        }

        for (int i = 0; i < count && isWanted; i++)
        {
            (int frame, bool isSlot, int index) = links[i];
            if (isSlot)
                AddSlot(frame, index);
            else
                Add(frame, index);
        }
    }
}
