// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Why machine code returns to C# before the program has ended.</summary>
internal enum X64ExitKind : byte
{
    /// <summary>It calls a built-in helper.</summary>
    Helper,

    /// <summary>It calls a function that the machine's owner registered.</summary>
    Function,

    /// <summary>It makes a tail call.</summary>
    TailCall,

    /// <summary>It loads from where only C# can look.</summary>
    Load,

    /// <summary>It stores to where only C# can look.</summary>
    Store,

    /// <summary>It is about to do an atomic operation, or an ordered load or store, whose address only C# can judge.</summary>
    Atomic,

    /// <summary>It loads bytes of the packet relative to a header.</summary>
    PacketLoad,

    /// <summary>Its slice of the instruction budget is used up.</summary>
    Refill,

    /// <summary>It left a frame that memory windows point into.</summary>
    ForgetWindows,

    /// <summary>It jumps to what a register holds.</summary>
    JumpRegister,

    /// <summary>It calls what a register holds.</summary>
    CallRegister,

    /// <summary>It calls too deeply.</summary>
    CallDepth,

    /// <summary>It reached an instruction that stands for a fault.</summary>
    Fault,

    /// <summary>It reached what was proven not to be reached.</summary>
    Unreachable,
}

/// <summary>A place where machine code returns to C#, and where it goes on.</summary>
internal unsafe struct X64Exit
{
    /// <summary>Why.</summary>
    public X64ExitKind Kind;

    /// <summary>Whether functions of the program are being called, whose return addresses were set aside (<see cref="RunState.Suspended"/>).</summary>
    public bool IsNested;

    /// <summary>For memory accesses: the instruction's opcode.</summary>
    public byte Opcode;

    /// <summary>For atomic operations: what they do.</summary>
    public X64Access Access;

    /// <summary>For tail calls: whether R2 is always the same prog array.</summary>
    public bool IsMapKnown;

    /// <summary>For helpers: what to call.</summary>
    public delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> Helper;

    /// <summary>The instruction, as errors name it and as its operands are.</summary>
    public Operation* Operation;

    /// <summary>The code that loads the registers back and jumps to one of the following.</summary>
    public byte* Reenter;

    /// <summary>Where machine code goes on.</summary>
    public byte* Resume;

    /// <summary>Where it goes on instead when a tail call was made, or a packet has no such bytes: where its function returns R0.</summary>
    public byte* Return;
}
