// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What a helper wants in an argument register; <see cref="ValueTraits"/> refines it. The kernel's <c>ARG_*</c>.</summary>
public enum ArgumentKind : byte
{
    /// <summary>The helper does not look at the register.</summary>
    None = 0,

    /// <summary>Any initialised value (<c>ARG_ANYTHING</c>).</summary>
    Scalar = 1,

    /// <summary>A map known at load time.</summary>
    ConstMapPointer = 2,

    /// <summary>Memory of the size of the preceding map's key.</summary>
    MapKey = 3,

    /// <summary>Memory of the size of the preceding map's value.</summary>
    MapValue = 4,

    /// <summary>Memory whose size is the next argument, or is stated by the helper's text when no size follows.</summary>
    Memory = 5,

    /// <summary>Memory of <see cref="HelperArgument.Size"/> bytes.</summary>
    FixedSizeMemory = 6,

    /// <summary>The size in bytes of the memory in the preceding argument.</summary>
    MemorySize = 7,

    /// <summary>A constant number of bytes to be provided by the result.</summary>
    AllocationSize = 8,

    /// <summary>The program's context.</summary>
    Context = 9,

    /// <summary>A <c>struct bpf_spin_lock</c> in a map value or allocated object.</summary>
    SpinLock = 10,

    /// <summary>A <c>struct bpf_timer</c> in a map value.</summary>
    Timer = 11,

    /// <summary>A kernel-pointer field of a map value or allocated object.</summary>
    KptrSlot = 12,

    /// <summary>A <c>struct bpf_dynptr</c> on the stack.</summary>
    Dynptr = 13,

    /// <summary>A subprogram to call back.</summary>
    Function = 14,

    /// <summary>An address in the stack.</summary>
    Stack = 15,

    /// <summary>A zero-terminated string in read-only map data.</summary>
    ConstantString = 16,

    /// <summary>A <c>struct sock_common</c> as the packet program types see it.</summary>
    SocketCommon = 17,

    /// <summary>A full socket.</summary>
    Socket = 18,

    /// <summary>Any kind of socket pointer, a kernel one included.</summary>
    AnySocket = 19,

    /// <summary>A kernel object of <see cref="HelperArgument.KernelType"/>.</summary>
    KernelObject = 20,

    /// <summary>A per-CPU kernel variable.</summary>
    PerCpuKernelObject = 21,

    /// <summary>A record reserved in a ring buffer.</summary>
    RingBufferRecord = 22,
}
