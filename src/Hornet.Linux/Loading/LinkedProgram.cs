// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The instructions of a program while they are linked for this kernel.</summary>
internal sealed class LinkedProgram
{
    // linux/bpf.h: BPF_PSEUDO_MAP_FD, BPF_PSEUDO_MAP_VALUE and BPF_PSEUDO_BTF_ID in the source register of a wide load; BPF_PSEUDO_KFUNC_CALL in that of a call.
    private const Register MapDescriptor = (Register)1, MapValue = (Register)2, KernelVariable = (Register)3, KernelFunctionCall = (Register)2;

    private readonly List<PoisonedInstruction> _poisoned = [];

    // The kernel takes module 0 for itself, so the first place is unused.
    private readonly List<int> _modules = [];

    /// <summary>Begins with the program as CO-RE relocation left it.</summary>
    public LinkedProgram(ProgramSpec spec)
    {
        Spec = spec;
        Instructions = [.. spec.Instructions];
    }

    /// <summary>The program.</summary>
    public ProgramSpec Spec { get; }

    /// <summary>Its instructions.</summary>
    public Instruction[] Instructions { get; }

    /// <summary>The descriptors that instructions refer to by index.</summary>
    public ImmutableArray<int> FdArray => [.. _modules];

    /// <summary>The program with the reasons why instructions must not be reached.</summary>
    public ProgramSpec Finish() => _poisoned.Count == 0 ? Spec : Spec with { PoisonedInstructions = [.. Spec.PoisonedInstructions, .. _poisoned] };

    /// <summary>Loads the address of a map.</summary>
    public void SetMap(int at, BpfHandle map) => SetWide(at, MapDescriptor, map.FileDescriptor, 0);

    /// <summary>Loads an address inside the first value of a map.</summary>
    public void SetMapValue(int at, BpfHandle map, int offset) => SetWide(at, MapValue, map.FileDescriptor, offset);

    /// <summary>Loads the address of a kernel variable, or function, that has a type.</summary>
    public void SetVariable(int at, uint typeId, BpfHandle? module) => SetWide(at, KernelVariable, (int)typeId, module?.FileDescriptor ?? 0);

    /// <summary>Loads a number.</summary>
    public void SetAddress(int at, ulong address) => SetWide(at, Register.R0, (int)(uint)address, (int)(uint)(address >> 32));

    /// <summary>Calls a kernel function.</summary>
    public void SetCall(int at, uint typeId, BpfHandle? module) =>
        Instructions[at] = Instructions[at].WithSource(KernelFunctionCall).WithImmediate((int)typeId).WithOffset(module is null ? (short)0 : IndexOf(module));

    /// <summary>Makes an instruction one that the verifier refuses if it can be reached.</summary>
    /// <param name="at">The instruction; of a wide load, its first slot.</param>
    /// <param name="explanation">Why, as a sentence without its full stop.</param>
    public void Poison(int at, string explanation)
    {
        var poison = new Instruction(Opcodes.Call, immediate: PoisonedInstruction.CallImmediate);
        if (Instructions[at].Opcode == Opcodes.LoadImmediate64)
            Instructions[at + 1] = poison;
        Instructions[at] = poison;
        _poisoned.Add(new PoisonedInstruction(at, explanation + "."));
    }

    private void SetWide(int at, Register kind, int low, int high)
    {
        Instructions[at] = Instructions[at].WithSource(kind).WithImmediate(low);
        Instructions[at + 1] = Instructions[at + 1].WithImmediate(high);
    }

    private short IndexOf(BpfHandle module)
    {
        if (_modules.Count == 0)
            _modules.Add(0);
        int index = _modules.IndexOf(module.FileDescriptor, 1);
        if (index < 0)
        {
            index = _modules.Count;
            _modules.Add(module.FileDescriptor);
        }

        return (short)index;
    }
}
