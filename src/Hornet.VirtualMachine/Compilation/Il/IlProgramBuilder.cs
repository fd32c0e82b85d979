// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>Compiles one program: finds out about its functions, makes a method for each, has them compiled.</summary>
[RequiresDynamicCode("Emits intermediate language.")]
internal sealed unsafe class IlProgramBuilder
{
    private const int LargestIndirect = 4096;

    private readonly IlFunctionTable _functions;
    private readonly List<CompiledMethod> _methods = [];
    private readonly int[] _callCosts;

    private IlProgramBuilder(CompilationInput input)
    {
        Input = input;
        _functions = new IlFunctionTable(input);
        _callCosts = SumCallCosts();
        HasMayGoto = input.Linked.Instructions.Any(instruction => instruction.Opcode == 0xe5);
    }

    /// <summary>What is compiled.</summary>
    public CompilationInput Input { get; }

    /// <summary>Whether frames count iterations (<c>may_goto</c>).</summary>
    public bool HasMayGoto { get; }

    /// <summary>Compiles a program.</summary>
    /// <exception cref="CompilationException">It is large and jumps to addresses in registers.</exception>
    public static IlProgram Build(CompilationInput input)
    {
        // Where such a jump may go, every instruction is a block, and every method a table of all.
        if (input.Code.Length > LargestIndirect && input.Linked.Instructions.Any(instruction => instruction.Opcode == 0x0d))
        {
            throw new CompilationException(
                input.Code.Spec.Name, Engine.Jit, $"it has indirect jumps and more than {LargestIndirect} instructions; the interpreter runs it");
        }

        return new IlProgramBuilder(input).Build();
    }

    /// <summary>The function that starts at a slot.</summary>
    public IlFunction FunctionAt(int slot) => _functions.At(slot);

    /// <summary>What a jump from a slot back to another is charged: the instructions from there to here, and the functions they call.</summary>
    public long CostOfRange(int first, int last) => last - first + 1 + _callCosts[last + 1] - _callCosts[first];

    private IlProgram Build()
    {
        bool isCalled = IsProgramCalled();
        foreach (IlFunction function in _functions.CalleesFirst)
        {
            function.Plan = IlChunkPlan.Of(Input, function);
            if (function.Start != 0 || isCalled)
            {
                function.Method = CreateMethod($"{Input.Code.Spec.Name}+{function.Start}", function.Start, IlSignatures.OfFunction(function));
            }
        }

        DynamicMethod entry = CreateMethod(Input.Code.Spec.Name, 0, IlSignatures.Entry);
        foreach (IlFunction function in _functions.CalleesFirst)
        {
            EmitChunks(function);
            if (function.HasMethod)
            {
                Emit(function, function.Method, new IlArguments(0, 1, 2, 2 + function.Parameters.Length));
            }
        }

        Emit(FunctionAt(0), entry, new IlArguments(1, 2, 3, 5, IsEntry: true));

        // Callees first, so that calls of them need no stub.
        foreach (IlFunction function in _functions.CalleesFirst)
        {
            IlSignatures.CompileChunks(function);
            if (function.HasMethod)
            {
                IlSignatures.Compile(function);
            }
        }

        return new IlProgram(Input, _functions, entry, _methods) { IsChecked = Input.IsChecked, FrameCount = Input.Graph.MaximumDepth };
    }

    private void Emit(IlFunction function, DynamicMethod method, IlArguments arguments)
    {
        ImmutableArray<IlChunk> chunks = function.Plan.Chunks;
        ILGenerator generator = method.GetILGenerator();
        if (chunks.Length == 1)
        {
            new IlFunctionEmitter(this, function, chunks[0].Pieces, generator, arguments).EmitFunction();
        }
        else
        {
            new IlFunctionEmitter(this, function, [], generator, arguments).EmitDriver();
        }
    }

    private void EmitChunks(IlFunction function)
    {
        ImmutableArray<IlChunk> chunks = function.Plan.Chunks;
        if (chunks.Length == 1)
        {
            return;
        }

        var methods = new List<DynamicMethod>();
        foreach (IlChunk chunk in chunks)
        {
            string name = $"{Input.Code.Spec.Name}+{function.Start} part {chunk.Index + 1}";
            _methods.Add(new CompiledMethod(name, chunk.Pieces[0].Start));
            DynamicMethod method = IlSignatures.CreateChunk(name);
            methods.Add(method);
            new IlFunctionEmitter(this, function, chunk.Pieces, method.GetILGenerator(), IlFunctionEmitter.ChunkArguments).EmitChunk(chunk);
        }

        function.ChunkMethods = [.. methods];
    }

    private DynamicMethod CreateMethod(string name, int slot, Type[] parameters)
    {
        _methods.Add(new CompiledMethod(name, slot));
        return IlSignatures.CreateMethod(name, parameters);
    }

    /// <summary>Whether something may call the program itself as a function.</summary>
    private bool IsProgramCalled()
    {
        ImmutableArray<Instruction> instructions = Input.Linked.Instructions;
        for (int at = 0; at < instructions.Length; at++)
        {
            Instruction instruction = instructions[at];
            bool names = instruction is { Opcode: 0x85, Source: Register.R1 } or { Opcode: 0x18, Source: (Register)4 };
            if (instruction.Opcode == 0x8d || (names && at + 1 + instruction.Immediate == 0))
            {
                return true;
            }

            at += instruction.Opcode == 0x18 ? 1 : 0;
        }

        return false;
    }

    private int[] SumCallCosts()
    {
        ImmutableArray<Instruction> instructions = Input.Linked.Instructions;
        var sums = new int[instructions.Length + 1];
        for (int at = 0; at < instructions.Length; at++)
        {
            int cost = instructions[at] is { Opcode: 0x85, Source: Register.R1 } ? _functions.CostOf(at + 1 + instructions[at].Immediate) : 0;
            sums[at + 1] = sums[at] + cost;
        }

        return sums;
    }
}
