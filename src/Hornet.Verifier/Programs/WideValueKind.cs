// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a wide load loads.</summary>
internal enum WideValueKind : byte
{
    /// <summary>A number.</summary>
    Constant,

    /// <summary>A map.</summary>
    Map,

    /// <summary>An address in a map's value.</summary>
    MapValue,

    /// <summary>A kernel variable typed by BTF, as <c>PTR_TO_BTF_ID</c>; per-CPU if <see cref="WideValue.Flags"/> says so.</summary>
    KernelObject,

    /// <summary>A kernel variable whose type is no structure: memory of its size.</summary>
    KernelMemory,

    /// <summary>A function of the program.</summary>
    Function,
}
