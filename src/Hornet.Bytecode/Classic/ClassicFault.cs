// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>Why a classic program is not valid.</summary>
public enum ClassicFault
{
    /// <summary>There are no instructions.</summary>
    Empty,

    /// <summary>There are more instructions than <see cref="ClassicOpcodes.MaximumInstructions"/>.</summary>
    TooLong,

    /// <summary>The code is no instruction.</summary>
    UnknownCode,

    /// <summary>Division or modulo by the constant 0.</summary>
    DivisionByZero,

    /// <summary>A shift by a constant of 32 or more.</summary>
    ShiftTooLarge,

    /// <summary>Scratch memory beyond its 16 words.</summary>
    MemoryIndex,

    /// <summary>A jump beyond the end (or, for Linux, backward).</summary>
    JumpOutOfRange,

    /// <summary>A jump to itself: the program would never end.</summary>
    EndlessLoop,

    /// <summary>A load from an offset that is reserved for extensions but is none.</summary>
    UnknownExtension,

    /// <summary>The last instruction does not return.</summary>
    NoReturnAtEnd,

    /// <summary>Scratch memory is loaded on a path that did not store it.</summary>
    UninitialisedMemory,
}
