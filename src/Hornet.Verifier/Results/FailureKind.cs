// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What kind of rule a refused program breaks.</summary>
public enum FailureKind
{
    /// <summary>An access to memory, or a use of a pointer or uninitialised value, that is not proven safe.</summary>
    MemorySafety,

    /// <summary>It is not proven to end, or needs more instructions, states or stack than allowed.</summary>
    Termination,

    /// <summary>A resource is not released, released twice, or held where it may not be: references, locks, critical sections, iterators.</summary>
    Resources,

    /// <summary>A call of a helper, kernel function or subprogram with arguments that it does not take.</summary>
    Call,

    /// <summary>A rule about who may do what: program and attach types, licence, privilege, sleeping, return values.</summary>
    Policy,

    /// <summary>The program is not well formed: unknown instructions, jumps out of range, type information that does not fit.</summary>
    Structure,
}
