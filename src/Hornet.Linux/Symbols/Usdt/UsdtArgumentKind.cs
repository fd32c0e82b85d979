// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Where the value of a USDT argument is.</summary>
public enum UsdtArgumentKind
{
    /// <summary>Somewhere a BPF program cannot read: a floating-point register, thread-local memory, or a form that is not known. The text says it.</summary>
    Unsupported,

    /// <summary>The value is <see cref="UsdtArgument.Constant"/>.</summary>
    Constant,

    /// <summary>The value is in <see cref="UsdtArgument.Register"/>.</summary>
    Register,

    /// <summary>The value is in user memory at the base register + displacement.</summary>
    Memory,

    /// <summary>The value is in user memory at the base register + index register * scale + displacement.</summary>
    IndexedMemory,
}
