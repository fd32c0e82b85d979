// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds the functions of a program: where calls and callback addresses lead, and the exception callback.</summary>
internal sealed class SubprogramFinder
{
    private const int MaximumSubprograms = 256;

    private readonly ReferenceLinker _links;
    private readonly Btf? _kernel;
    private readonly Instruction[] _instructions;
    private readonly bool _isUnprivileged;
    private readonly SortedSet<int> _starts = [0];

    /// <summary>Prepares to find a program's functions.</summary>
    /// <param name="links">The program, linked.</param>
    /// <param name="kernel">The kernel's types, or null.</param>
    /// <param name="isUnprivileged">Whether the loader has no privileges, so that there may be one function only.</param>
    public SubprogramFinder(ReferenceLinker links, Btf? kernel, bool isUnprivileged)
    {
        _links = links;
        _kernel = kernel;
        _instructions = links.Instructions;
        _isUnprivileged = isUnprivileged;
    }

    /// <summary>Finds the functions, in the order of their places.</summary>
    /// <param name="types">The type information of functions, or null for a program without.</param>
    /// <param name="isGplCompatible">Whether the program may call kernel functions.</param>
    /// <exception cref="Refusal">A call leads nowhere, or is not allowed.</exception>
    public List<Subprogram> Find(FunctionTypes? types, bool isGplCompatible)
    {
        for (int i = 0; i < _instructions.Length; i++)
        {
            Instruction instruction = _instructions[i];
            bool isKernelFunction = instruction.IsKernelFunctionCall;
            if (!isKernelFunction && !instruction.IsLocalCall && !instruction.IsFunctionLoad)
                continue;
            if (_isUnprivileged)
                throw new Refusal("loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN", FailureKind.Policy, i);
            if (!isKernelFunction)
                Add((long)i + instruction.Immediate + 1, i);
            else if (!isGplCompatible)
                throw new Refusal("cannot call kernel function from non-GPL compatible program", FailureKind.Policy, i);
            else
                _links.KernelFunctions[i] ??= KernelFunctionAt(i);
        }

        int exceptionCallback = types?.FindExceptionCallback() ?? -1;
        if (exceptionCallback >= 0)
            Add(exceptionCallback, 0);
        return Make(types, exceptionCallback);
    }

    /// <summary>The name of the kernel function of a call that was assembled with the number of its type; null for a call that is never to be reached.</summary>
    private string? KernelFunctionAt(int index)
    {
        Instruction call = _instructions[index];
        var id = (uint)call.Immediate;
        if (call is { Immediate: 0, Offset: 0 })
            return null;
        if (_kernel is null)
            throw new Refusal("calling kernel function is not supported without CONFIG_DEBUG_INFO_BTF", FailureKind.Policy, index);
        if (call.Offset < 0)
            throw new Refusal("negative offset disallowed for kernel module function call", FailureKind.Structure, index);
        if (call.Offset > 0)
            throw new Refusal("kfunc offset > 0 without fd_array is invalid", FailureKind.Structure, index);
        if (id >= _kernel.TypeCount || _kernel.KindOf(id) != BtfKind.Function)
            throw new Refusal($"kernel btf_id {id} is not a function", FailureKind.Structure, index);
        return _kernel.NameOf(id);
    }

    private void Add(long start, int caller)
    {
        if (start < 0 || start >= _instructions.Length)
            throw new Refusal("call to invalid destination", FailureKind.Structure, caller);
        if (_starts.Add((int)start) && _starts.Count > MaximumSubprograms)
            throw new Refusal("too many subprograms", FailureKind.Structure, caller);
    }

    private List<Subprogram> Make(FunctionTypes? types, int exceptionCallback)
    {
        Dictionary<int, FunctionInfo> declared = [];
        foreach (FunctionInfo function in _links.Program.Functions)
            declared.TryAdd(function.Instruction, function);
        int[] starts = [.. _starts];
        var found = new List<Subprogram>(starts.Length);
        for (int i = 0; i < starts.Length; i++)
        {
            declared.TryGetValue(starts[i], out FunctionInfo function);
            found.Add(new Subprogram
            {
                Index = i,
                Start = starts[i],
                End = i + 1 < starts.Length ? starts[i + 1] : _instructions.Length,
                Name = function.Name ?? (i == 0 ? _links.Program.Name : ""),
                TypeId = types is null ? 0 : function.TypeId,
                IsGlobal = types is not null && function.IsGlobal && types.IsGlobal(function),
                IsExceptionCallback = i != 0 && starts[i] == exceptionCallback,
                IsCallback = i != 0 && starts[i] == exceptionCallback,
            });
            found[i].Callees = CalleesOf(found[i], starts);
        }

        return found;
    }

    private ImmutableArray<int> CalleesOf(Subprogram caller, int[] starts)
    {
        SortedSet<int> callees = [];
        for (int i = caller.Start; i < caller.End; i++)
        {
            Instruction instruction = _instructions[i];
            if (instruction.IsLocalCall || instruction.IsFunctionLoad)
                callees.Add(Array.BinarySearch(starts, i + instruction.Immediate + 1));
        }

        return [.. callees];
    }
}
