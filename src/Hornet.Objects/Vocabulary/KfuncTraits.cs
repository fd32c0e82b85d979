// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What the verifier knows about a kernel function beyond its C types. The kernel's <c>KF_*</c>.</summary>
[Flags]
public enum KfuncTraits : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its result is a reference that the program must release (<c>KF_ACQUIRE</c>).</summary>
    Acquires = 1 << 0,

    /// <summary>It takes the reference of its first argument; the program may not use it afterwards (<c>KF_RELEASE</c>).</summary>
    Releases = 1 << 1,

    /// <summary>Its result may be NULL (<c>KF_RET_NULL</c>).</summary>
    MaybeNull = 1 << 2,

    /// <summary>Pointers to kernel objects must be known to be valid, and without an offset (<c>KF_TRUSTED_ARGS</c>).</summary>
    TrustedArguments = 1 << 3,

    /// <summary>Pointers to kernel objects must be known to be valid, at least until the RCU section ends (<c>KF_RCU</c>).</summary>
    RcuArguments = 1 << 4,

    /// <summary>It may be called only in an RCU section (<c>KF_RCU_PROTECTED</c>).</summary>
    RcuProtected = 1 << 5,

    /// <summary>It may sleep, so only sleepable programs may call it (<c>KF_SLEEPABLE</c>).</summary>
    MightSleep = 1 << 6,

    /// <summary>It can bring the machine down, so the loader needs <c>CAP_SYS_BOOT</c> (<c>KF_DESTRUCTIVE</c>).</summary>
    Destructive = 1 << 7,

    /// <summary>It starts an iterator (<c>KF_ITER_NEW</c>).</summary>
    IteratorNew = 1 << 8,

    /// <summary>It moves an iterator on (<c>KF_ITER_NEXT</c>).</summary>
    IteratorNext = 1 << 9,

    /// <summary>It ends an iterator (<c>KF_ITER_DESTROY</c>).</summary>
    IteratorDestroy = 1 << 10,

    /// <summary>R1 to R5 keep their values when the compiler asks for it (<c>KF_FASTCALL</c>).</summary>
    KeepsCallerRegisters = 1 << 11,
}
