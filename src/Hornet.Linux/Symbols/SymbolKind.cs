// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What a symbol of a user binary stands for.</summary>
public enum SymbolKind
{
    /// <summary>Not said; usually a label of assembly code (<c>STT_NOTYPE</c>).</summary>
    Unspecified,

    /// <summary>Data (<c>STT_OBJECT</c>).</summary>
    Object,

    /// <summary>A function (<c>STT_FUNC</c>).</summary>
    Function,

    /// <summary>A function that returns the address of the one to be called, asked once by the dynamic loader (<c>STT_GNU_IFUNC</c>).</summary>
    IndirectFunction,
}
