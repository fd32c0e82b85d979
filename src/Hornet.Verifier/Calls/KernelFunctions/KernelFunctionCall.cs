// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What is learned while the arguments of one call of a kernel function are checked, for its later arguments and its result.</summary>
internal sealed class KernelFunctionCall
{
    /// <summary>The function.</summary>
    public KernelFunctionSignature Function { get; private set; } = null!;

    /// <summary>What calls of all kinds have.</summary>
    public CallArguments Arguments { get; } = new();

    /// <summary>The value of the parameter that must be known (<c>__k</c>, <c>__szk</c>).</summary>
    public ulong Constant { get; set; }

    /// <summary>Bytes of the memory that is returned, if an argument tells; 0 otherwise.</summary>
    public int ResultSize { get; set; }

    /// <summary>Whether that memory may only be read.</summary>
    public bool IsResultReadOnly { get; set; }

    /// <summary>The dynptr that was passed last: its kind.</summary>
    public DynptrKind DynptrKind { get; set; }

    /// <summary>The dynptr that was passed last: its identity.</summary>
    public uint DynptrId { get; set; }

    /// <summary>The dynptr that was passed last: its reference.</summary>
    public uint DynptrReferenceId { get; set; }

    /// <summary>The BTF of the type of the program's own object that was passed.</summary>
    public short ObjectBtfIndex { get; set; }

    /// <summary>The type of the program's own object that was passed.</summary>
    public uint ObjectTypeId { get; set; }

    /// <summary>Whether the object with a reference count that was passed is owned.</summary>
    public bool IsOwned { get; set; }

    /// <summary>The list or tree that was passed.</summary>
    public SpecialField Collection { get; set; }

    /// <summary>The frame of the iterator that was passed.</summary>
    public int IteratorFrame { get; set; }

    /// <summary>The first slot of the iterator that was passed.</summary>
    public int IteratorSlot { get; set; }

    /// <summary>Begins with another call.</summary>
    public void Reset(KernelFunctionSignature function)
    {
        Function = function;
        Arguments.Reset(function.Name, function.FunctionId);
        Constant = 0;
        ResultSize = 0;
        DynptrKind = DynptrKind.None;
        DynptrId = DynptrReferenceId = ObjectTypeId = 0;
        ObjectBtfIndex = 0;
        IsResultReadOnly = IsOwned = false;
        Collection = default;
    }
}
