// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The type information of a program's functions, as a loader hands it to the kernel: for all of them, or for none.</summary>
internal sealed class FunctionTypes
{
    private const string ExceptionCallbackTag = "exception_callback:";

    private readonly Btf _btf;
    private readonly ProgramSpec _program;

    private FunctionTypes(Btf btf, ProgramSpec program)
    {
        _btf = btf;
        _program = program;
    }

    /// <summary>The type information of a program's functions; null where some have none.</summary>
    public static FunctionTypes? Of(BpfObject bpfObject, ProgramSpec program)
    {
        bool isComplete = bpfObject.Btf is not null && !program.Functions.IsEmpty && program.Functions.All(function => function.TypeId != 0);
        return isComplete ? new FunctionTypes(bpfObject.Btf!, program) : null;
    }

    /// <summary>Whether a function is global by its type.</summary>
    public bool IsGlobal(FunctionInfo function) => ((BtfFunction)_btf[function.TypeId]).Linkage == BtfLinkage.Global;

    /// <summary>Checks that each record is of a function, and their order.</summary>
    /// <exception cref="Refusal">The kernel would not take them.</exception>
    public void CheckRecords()
    {
        int previous = -1;
        foreach (FunctionInfo function in _program.Functions)
        {
            if (previous < 0 && function.Instruction != 0)
                throw Malformed($"nonzero insn_off {function.Instruction} for the first func info record");
            if (function.Instruction <= previous)
                throw Malformed($"same or smaller insn offset ({function.Instruction}) than previous func info record ({previous})");
            if (function.TypeId >= _btf.TypeCount || _btf.KindOf(function.TypeId) != BtfKind.Function)
                throw Malformed($"invalid type id {function.TypeId} in func info");
            if (_btf[((BtfFunction)_btf[function.TypeId]).TypeId] is not BtfFunctionPrototype)
                throw Malformed($"invalid type id {function.TypeId} in func info");
            previous = function.Instruction;
        }
    }

    /// <summary>Checks that the records fit the functions that were found.</summary>
    /// <exception cref="Refusal">They do not.</exception>
    public void CheckLayout(List<Subprogram> subprograms)
    {
        if (_program.Functions.Length != subprograms.Count)
            throw Malformed("number of funcs in func_info doesn't match number of subprogs");
        for (int i = 0; i < subprograms.Count; i++)
        {
            Subprogram function = subprograms[i];
            if (_program.Functions[i].Instruction != function.Start)
                throw Malformed("func_info BTF section doesn't match subprog layout in BPF program");
            var prototype = (BtfFunctionPrototype)_btf[((BtfFunction)_btf[function.TypeId]).TypeId];
            bool returnsNumber = _btf.KindOf(_btf.Resolve(prototype.ReturnTypeId)) is BtfKind.Int or BtfKind.Enum or BtfKind.Enum64;
            if (i > 0 && !returnsNumber && function.HasPacketLoad)
                throw Malformed("LD_ABS is only allowed in functions that return 'int'.");
            if (i > 0 && !returnsNumber && function.HasTailCall)
                throw Malformed("tail_call is only allowed in functions that return 'int'.");
        }
    }

    /// <summary>Checks the functions of a program without type information: that they return a number must be known where the kernel may return for them.</summary>
    /// <exception cref="Refusal">A function needs to be typed.</exception>
    public static void CheckUntyped(List<Subprogram> subprograms)
    {
        foreach (Subprogram function in subprograms.Skip(1))
        {
            if (function.HasPacketLoad)
                throw Malformed("LD_ABS is not allowed in subprogs without BTF");
            if (function.HasTailCall)
                throw Malformed("tail_call is not allowed in subprogs without BTF");
        }
    }

    /// <summary>The first instruction of the function that the main one names as its exception callback, or -1.</summary>
    /// <exception cref="Refusal">There is no such function, or it is not right.</exception>
    public int FindExceptionCallback()
    {
        string? name = null;
        uint main = _program.Functions[0].TypeId;
        foreach (BtfType type in _btf.OwnTypes)
        {
            if (type is not BtfDeclarationTag { ComponentIndex: -1 } tag || tag.TypeId != main || !tag.Name.StartsWith(ExceptionCallbackTag, StringComparison.Ordinal))
                continue;
            if (name is not null)
                throw Malformed("multiple exception callback tags for main subprog");
            name = tag.Name[ExceptionCallbackTag.Length..];
        }

        if (name is null)
            return -1;
        if (_btf.FindByName(name, BtfKind.Function) is not BtfFunction callback)
            throw Malformed($"exception callback '{name}' could not be found in BTF");
        if (callback.Linkage != BtfLinkage.Global)
            throw Malformed($"exception callback '{name}' must have global linkage");
        foreach (FunctionInfo function in _program.Functions)
        {
            if (function.TypeId == callback.Id)
                return function.Instruction != 0 ? function.Instruction : throw Malformed("invalid exception callback insn_off in func_info: 0");
        }

        throw Malformed("exception callback type id not found in func_info");
    }

    private static Refusal Malformed(string message) => new(message, FailureKind.Structure, null);
}
