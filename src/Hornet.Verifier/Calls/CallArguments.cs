// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What is learned while the arguments of one call are checked, for its later arguments and its result.</summary>
internal sealed class CallArguments
{
    /// <summary>The callee's name, with its prefix, for messages.</summary>
    public string Name { get; set; } = "";

    /// <summary>The helper's number; for a kernel function the identity of its declaration in BTF.</summary>
    public uint Number { get; set; }

    /// <summary>The map that was passed, or -1.</summary>
    public int MapIndex { get; set; } = -1;

    /// <summary>Which inner map it is.</summary>
    public uint MapInstance { get; set; }

    /// <summary>
    /// The register whose memory the callee fills, so that it need not be initialised; 0 for none. The call sets it before the memory is
    /// checked.
    /// </summary>
    public int FilledRegister { get; set; }

    /// <summary>
    /// How many bytes of it the callee fills: stack bytes that become numbers after the call. <see cref="MemoryRegions"/> sets it when
    /// <see cref="FilledRegister"/> points to the stack and the size is constant.
    /// </summary>
    public int FilledSize { get; set; }

    /// <summary>Whether packet memory may be passed.</summary>
    public bool AcceptsPacketMemory { get; set; }

    /// <summary>The reference of an argument that holds one, or 0.</summary>
    public uint ReferenceId { get; set; }

    /// <summary>The register whose reference the callee takes; 0 for none.</summary>
    public int ReleasedRegister { get; set; }

    /// <summary>A constant size argument, for the result's size.</summary>
    public long MemorySize { get; set; }

    /// <summary>The most that the size argument checked last can be.</summary>
    public ulong SizeMaximum { get; set; }

    /// <summary>The key of an array that was passed, where it is known; otherwise -1.</summary>
    public long ConstantKey { get; set; } = -1;

    /// <summary>The field for kernel pointers that was passed, or null.</summary>
    public SpecialField? Kptr { get; set; }

    /// <summary>The BTF of <see cref="ResultTypeId"/>.</summary>
    public short ResultBtfIndex { get; set; }

    /// <summary>The type of the result, where an argument decides it; otherwise 0.</summary>
    public uint ResultTypeId { get; set; }

    /// <summary>Whether the result is one processor's copy of an object that the program made.</summary>
    public bool IsAllocatedPerCpu { get; set; }

    /// <summary>The identity of the dynptr whose memory is the result, or 0.</summary>
    public uint DynptrId { get; set; }

    /// <summary>The subprogram passed as a callback, or -1.</summary>
    public int CallbackSubprogram { get; set; } = -1;

    /// <summary>Begins with another call.</summary>
    public void Reset(string name, uint number = 0)
    {
        Name = name;
        Number = number;
        MapIndex = CallbackSubprogram = -1;
        MapInstance = ReferenceId = 0;
        FilledRegister = FilledSize = ReleasedRegister = 0;
        AcceptsPacketMemory = IsAllocatedPerCpu = false;
        MemorySize = 0;
        SizeMaximum = 0;
        ConstantKey = -1;
        Kptr = null;
        ResultBtfIndex = 0;
        ResultTypeId = DynptrId = 0;
    }
}
