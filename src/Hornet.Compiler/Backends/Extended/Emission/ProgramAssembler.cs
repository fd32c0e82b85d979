// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Puts a program's functions one behind the other: the main function first, then what it calls, each once.</summary>
internal sealed class ProgramAssembler
{
    // The kernel's limit of frames that are active at once (MAX_CALL_FRAMES).
    private const int MaximumDepth = 8;

    // The kernel rounds each frame up when programs are compiled to machine code.
    private const int FrameAlignment = 16;

    // A position holds ten bits of column.
    private const int MaximumColumn = 1023;

    private readonly ExtendedOptions _options;
    private readonly Dictionary<Function, FunctionCode> _codes;
    private readonly FunctionTypes? _types;
    private readonly List<Function> _order = [];
    private readonly Dictionary<Function, int> _starts = [];
    private readonly List<Instruction> _instructions = [];
    private readonly List<SymbolReference> _references = [];
    private readonly List<SourceSpan> _locations = [];

    public ProgramAssembler(ExtendedOptions options, Dictionary<Function, FunctionCode> codes, FunctionTypes? types)
    {
        _options = options;
        _codes = codes;
        _types = types;
    }

    /// <summary>Assembles a program.</summary>
    /// <param name="program">The program.</param>
    public ProgramSpec Assemble(ModuleProgram program)
    {
        Place(program.Function);
        for (int i = 0; i < _order.Count; i++)
        {
            foreach ((int _, Function callee) in CodeOf(_order[i]).Calls)
                Place(callee);
        }

        CheckDepth(program.Function, [], 0);
        foreach (Function function in _order)
            ResolveCalls(function);
        SectionName? section = SectionName.Match(program.SectionName, out string? target);
        bool isKnown = section is not null && section.ProgramType == program.Type;
        return new ProgramSpec
        {
            Name = FunctionTypes.Identifier(program.Function.Name),
            SectionName = program.SectionName,
            Type = program.Type,
            AttachType = isKnown ? section!.AttachType : null,
            AttachTarget = isKnown ? target : null,
            IsSleepable = isKnown && section!.IsSleepable,
            IsXdpFragments = isKnown && section!.IsXdpFragments,
            IsAttachTypeOptional = isKnown && section!.IsAttachTypeOptional,
            Instructions = [.. _instructions],
            References = [.. _references.OrderBy(reference => reference.Instruction)],
            Functions = [.. _order.Select((function, i) => new FunctionInfo(_starts[function], FunctionTypes.Identifier(function.Name), _types?.Of(function, i == 0) ?? 0, i == 0))],
            Lines = _types is null ? [] : Lines(),
        };
    }

    private FunctionCode CodeOf(Function function)
    {
        if (!_codes.TryGetValue(function, out FunctionCode? code))
            _codes.Add(function, code = ExtendedBackend.Compile(function, _options));
        return code;
    }

    private void Place(Function function)
    {
        if (!_starts.TryAdd(function, _instructions.Count))
            return;
        _order.Add(function);
        FunctionCode code = CodeOf(function);
        int start = _instructions.Count;
        _instructions.AddRange(code.Instructions);
        _locations.AddRange(code.Locations);
        _references.AddRange(code.References.Select(reference => reference with { Instruction = reference.Instruction + start }));
    }

    private void ResolveCalls(Function function)
    {
        foreach ((int instruction, Function callee) in CodeOf(function).Calls)
        {
            int at = _starts[function] + instruction;
            _instructions[at] = _instructions[at].WithImmediate(_starts[callee] - at - 1);
        }
    }

    private void CheckDepth(Function function, Stack<Function> callers, int stack)
    {
        if (callers.Contains(function))
            throw new CodeGenerationException(function.Name, "it calls itself, directly or through others; BPF has no recursion");
        FunctionCode code = CodeOf(function);
        int depth = stack + ((Math.Max(code.FrameSize, 1) + FrameAlignment - 1) / FrameAlignment * FrameAlignment);
        if (depth > StackFrame.Limit)
            throw new CodeGenerationException(function.Name, $"with its callers its stack frames take {depth} bytes and the kernel allows {StackFrame.Limit} together");
        callers.Push(function);
        if (callers.Count > MaximumDepth)
            throw new CodeGenerationException(function.Name, $"it is called {callers.Count} functions deep and the kernel allows {MaximumDepth}");
        foreach (Function callee in code.Calls.Select(call => call.Callee).Distinct())
            CheckDepth(callee, callers, depth);
        callers.Pop();
    }

    private ImmutableArray<LineInfo> Lines()
    {
        SourceText? source = _locations.Find(location => location.Source is not null).Source;
        if (source is null)
            return [];
        // The kernel wants a line at the start of each function, and none inside a wide load.
        var starts = _starts.Values.ToHashSet();
        var lines = ImmutableArray.CreateBuilder<LineInfo>();
        SourceSpan last = default;
        for (int i = 0; i < _instructions.Count; i++)
        {
            SourceSpan location = _locations[i];
            bool isStart = starts.Contains(i);
            if (location.Source is null && isStart)
                location = _locations.Skip(i).FirstOrDefault(next => next.Source is not null, new SourceSpan(source, 0, 0));
            if (location.Source is null || (!isStart && location == last) || (i > 0 && _instructions[i - 1].IsWideLoad && _instructions[i].Opcode == 0))
                continue;
            last = location;
            (int line, int column) = location.Source.LineAndColumn(location.Start);
            lines.Add(new LineInfo(i, location.Source.Name, line, column > MaximumColumn ? 0 : column, location.Source.Line(line)));
        }

        return lines.ToImmutable();
    }
}
