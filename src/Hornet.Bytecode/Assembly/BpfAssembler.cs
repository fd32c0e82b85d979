// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// Builds programs in C#, one method an instruction, each returning the assembler itself. Targets are labels, which may be used before they
/// are defined; maps and kernel functions are named and become <see cref="AssembledProgram.References"/>.
/// </summary>
/// <remarks>
/// Every instruction comes out as its method says; whether the program makes sense is for <see cref="ProgramValidator"/>. Not safe for use by
/// several threads at once.
/// </remarks>
/// <example>
/// <code>
/// using static Hornet.Bytecode.Register;
///
/// AssembledProgram program = new BpfAssembler()
///     .Mov(R0, 2)
///     .Load(MemorySize.Word, R2, R1, 4)
///     .JumpIf(R2, JumpOperation.NotEqual, 0, "out")
///     .Mov(R0, 1)
///     .Label("out")
///     .Exit()
///     .Build();
/// </code>
/// </example>
public sealed partial class BpfAssembler
{
    private readonly ProgramBuilder _builder = new();

    /// <summary>The number of slots so far, which is the slot the next instruction gets.</summary>
    public int Count => _builder.Count;

    /// <summary>Appends any instruction as it is. A wide load is two of them; see <see cref="Instruction.WideLoad"/>.</summary>
    public BpfAssembler Append(Instruction instruction)
    {
        _builder.Add(instruction);
        return this;
    }

    /// <summary>Gives the next instruction a name that jumps, local calls and function addresses lead to.</summary>
    /// <exception cref="BpfException">The label is already defined.</exception>
    public BpfAssembler Label(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _builder.Define(name, default);
        return this;
    }

    /// <summary>The finished program. The assembler can be used on; a later call gives the longer program.</summary>
    /// <exception cref="BpfException">A label is not defined, or farther away than its jump reaches.</exception>
    public AssembledProgram Build() => _builder.Build();

    /// <summary><c>goto target</c>: at most 32,768 slots away.</summary>
    public BpfAssembler Jump(string target) => AppendJump(new Instruction(Opcodes.Jump), target);

    /// <summary><c>gotol target</c>: any distance.</summary>
    public BpfAssembler JumpLong(string target) => AppendJump(new Instruction(Opcodes.JumpLong), target);

    /// <summary><c>may_goto target</c>: leaves a loop when its allowance is used up (Linux 6.8).</summary>
    public BpfAssembler MayJump(string target) => AppendJump(new Instruction(Opcodes.MayJump), target);

    /// <summary><c>if left op right goto target</c>, comparing 64 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation is no comparison.</exception>
    public BpfAssembler JumpIf(Register left, JumpOperation operation, Register right, string target) =>
        AppendJump(new Instruction(ComparisonOpcode(operation, InstructionClass.Jump, Opcodes.SourceRegister), left, right), target);

    /// <summary><c>if left op right goto target</c>, comparing 64 bits with the sign-extended immediate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation is no comparison.</exception>
    public BpfAssembler JumpIf(Register left, JumpOperation operation, int right, string target) =>
        AppendJump(new Instruction(ComparisonOpcode(operation, InstructionClass.Jump), left, immediate: right), target);

    /// <summary><c>if left op right goto target</c>, comparing the low 32 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation is no comparison.</exception>
    public BpfAssembler JumpIf32(Register left, JumpOperation operation, Register right, string target) =>
        AppendJump(new Instruction(ComparisonOpcode(operation, InstructionClass.Jump32, Opcodes.SourceRegister), left, right), target);

    /// <summary><c>if left op right goto target</c>, comparing the low 32 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The operation is no comparison.</exception>
    public BpfAssembler JumpIf32(Register left, JumpOperation operation, int right, string target) =>
        AppendJump(new Instruction(ComparisonOpcode(operation, InstructionClass.Jump32), left, immediate: right), target);

    /// <summary>Calls a helper by its number.</summary>
    public BpfAssembler CallHelper(int number) => Append(new Instruction(Opcodes.Call, immediate: number));

    /// <summary>Calls a helper by its name (<c>bpf_map_lookup_elem</c>), which a loader turns into its number.</summary>
    public BpfAssembler CallHelper(string name) => AppendCall(PendingReferenceKind.Helper, CallKind.Helper, name);

    /// <summary>Calls a kernel function by its BTF type id.</summary>
    /// <param name="typeId">The type id of the function.</param>
    /// <param name="btfIndex">The index of the module's BTF in the loader's array; 0 for the kernel's own.</param>
    public BpfAssembler CallKernelFunction(int typeId, short btfIndex = 0) =>
        Append(new Instruction(Opcodes.Call, source: (Register)CallKind.KernelFunction, offset: btfIndex, immediate: typeId));

    /// <summary>Calls a kernel function by its name, which a loader turns into its BTF type id.</summary>
    public BpfAssembler CallKernelFunction(string name) => AppendCall(PendingReferenceKind.KernelFunction, CallKind.KernelFunction, name);

    /// <summary>Calls a function of this program.</summary>
    public BpfAssembler CallLocal(string target) => AppendJump(new Instruction(Opcodes.Call, source: (Register)CallKind.Local), target);

    /// <summary><c>callx</c>: calls the address in a register. LLVM's; Linux does not have it.</summary>
    public BpfAssembler CallRegister(Register register) => Append(new Instruction(Opcodes.CallRegister, register));

    /// <summary><c>exit</c>: returns from the function or the program with the result in R0.</summary>
    public BpfAssembler Exit() => Append(new Instruction(Opcodes.Exit));

    private BpfAssembler AppendJump(Instruction instruction, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        _builder.AddJump(instruction, target, default);
        return this;
    }

    private BpfAssembler AppendCall(PendingReferenceKind reference, CallKind kind, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _builder.AddReference(reference, name);
        return Append(new Instruction(Opcodes.Call, source: (Register)kind));
    }

    private static byte ComparisonOpcode(JumpOperation operation, InstructionClass comparison, byte source = 0)
    {
        var opcode = (byte)((byte)operation | (byte)comparison | source);
        return InstructionSet.FormOf(opcode) is OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister
            ? opcode
            : throw new ArgumentOutOfRangeException(nameof(operation), operation, "Building a conditional jump: this operation compares nothing.");
    }
}
