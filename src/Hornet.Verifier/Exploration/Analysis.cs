// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.CompilerServices;
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>
/// One verification in progress: the program, the state of the path being walked, and the parts that check each kind of instruction, which
/// all work on it.
/// </summary>
internal sealed partial class Analysis
{
    private uint _lastId;

    /// <summary>Prepares to verify a program.</summary>
    public Analysis(VerifiedProgram program)
    {
        Program = program;
        Log = new VerifierLog(program, program.Options.LogLevel);
        Memory = new MemoryAccess(this);
        Stack = new StackMemory(this);
        Regions = new MemoryRegions(this);
        Helpers = new HelperCalls(this);
        KernelFunctions = new KernelFunctionCalls(this);
        Functions = new FunctionCalls(this);
        References = new ReferenceTracker(this);
        Dynptrs = new Dynptrs(this);
        SpinLocks = new SpinLocks(this);
        Records = new ObjectRecords(program);
        Precision = new PrecisionTracker(this);
        Liveness = new StackLiveness(program);
        States = new StateCache(this);
        Returns = new ReturnValues(this);
        Path = new PathWalker(this);
    }

    /// <summary>The program.</summary>
    public VerifiedProgram Program { get; }

    /// <summary>What and how strictly.</summary>
    public VerifierOptions Options => Program.Options;

    /// <summary>The state before the current instruction, changed as it is processed.</summary>
    public VerifierState State { get; set; } = new();

    /// <summary>The running function's frame.</summary>
    public StackFrame Frame => State.Frame;

    /// <summary>The current instruction's index.</summary>
    public int Instruction { get; set; }

    /// <summary>Loads and stores through any pointer.</summary>
    public MemoryAccess Memory { get; }

    /// <summary>Loads and stores of the stack.</summary>
    public StackMemory Stack { get; }

    /// <summary>Memory passed to helpers and kernel functions.</summary>
    public MemoryRegions Regions { get; }

    /// <summary>Calls of helpers.</summary>
    public HelperCalls Helpers { get; }

    /// <summary>Calls of kernel functions.</summary>
    public KernelFunctionCalls KernelFunctions { get; }

    /// <summary>Calls of the program's own functions, and callbacks.</summary>
    public FunctionCalls Functions { get; }

    /// <summary>Objects and sections taken and to be given back.</summary>
    public ReferenceTracker References { get; }

    /// <summary>Dynptrs on the stack.</summary>
    public Dynptrs Dynptrs { get; }

    /// <summary>Locks taken and to be given back.</summary>
    public SpinLocks SpinLocks { get; }

    /// <summary>The special fields of map values and objects.</summary>
    public ObjectRecords Records { get; }

    /// <summary>Which numbers matter.</summary>
    public PrecisionTracker Precision { get; }

    /// <summary>Which stack slots matter.</summary>
    public StackLiveness Liveness { get; }

    /// <summary>The states kept for pruning.</summary>
    public StateCache States { get; }

    /// <summary>What may be returned.</summary>
    public ReturnValues Returns { get; }

    /// <summary>Set while an instruction is processed to say that the path ends with it: it threw an exception.</summary>
    public bool EndsPath { get; set; }

    /// <summary>What is told of the walk.</summary>
    public VerifierLog Log { get; }

    /// <summary>Which way is walked next.</summary>
    public PathWalker Path { get; }

    /// <summary>A register of the running function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref RegisterState Register(int number) => ref State.Frame.Registers[number];

    /// <summary>A register of the running function that is about to be read.</summary>
    /// <exception cref="Refusal">Nothing was written to it, or there is none of the number.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref RegisterState Readable(Register register)
    {
        if (register > Bytecode.Register.R10)
            throw Refuse(FailureKind.Structure, $"R{(int)register} is invalid");
        ref RegisterState state = ref State.Frame.Registers[(int)register];
        if (state.Kind == ValueKind.Uninitialized)
            throw Unsafe($"R{(int)register} !read_ok");
        return ref state;
    }

    /// <summary>Checks that a register may be written.</summary>
    /// <exception cref="Refusal">It is R10, or none.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckWritable(Register register)
    {
        if (register > Bytecode.Register.R10)
            throw Refuse(FailureKind.Structure, $"R{(int)register} is invalid");
        if (register == Bytecode.Register.R10)
            throw Unsafe($"frame pointer is read only");
    }

    /// <summary>Checks the fields of the current instruction.</summary>
    /// <exception cref="Refusal">One that is reserved is set, or holds what it cannot mean.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckForm(Instruction instruction)
    {
        if (Program.Facts[Instruction].IsMalformed)
            throw Refuse(FailureKind.Structure, $"{InstructionRules.Fault(instruction, Program.Arena is not null)}");
    }

    /// <summary>A new identity, never 0.</summary>
    public uint NewId() => ++_lastId;

    /// <summary>A refusal at the current instruction, to be thrown.</summary>
    /// <param name="kind">What kind of rule is broken.</param>
    /// <param name="message">The fault in the kernel's words.</param>
    public Refusal Refuse(FailureKind kind, FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture), kind, Instruction);

    /// <summary>The same for a fault of which the kernel's log has more than one line.</summary>
    /// <param name="kind">What kind of rule is broken.</param>
    /// <param name="before">A line before the message, or empty.</param>
    /// <param name="message">The line that tells most.</param>
    /// <param name="after">A line after the message, or empty.</param>
    public Refusal Refuse(FailureKind kind, FormattableString before, FormattableString message, FormattableString after)
    {
        string text = message.ToString(CultureInfo.InvariantCulture);
        string[] lines = [before.ToString(CultureInfo.InvariantCulture), text, after.ToString(CultureInfo.InvariantCulture)];
        return new Refusal(text, kind, Instruction) { LogText = string.Join('\n', lines.Where(line => line.Length > 0)) };
    }

    /// <summary>A refusal because of an unsafe use of memory or values, at the current instruction, to be thrown.</summary>
    /// <param name="message">The fault in the kernel's words.</param>
    public Refusal Unsafe(FormattableString message) => Refuse(FailureKind.MemorySafety, message);
}
