// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;
using Hornet.Objects;
using Hornet.PacketFilters;
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Tests.Generation;
using Hornet.PacketFilters.Tests.Reference;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Filters;

/// <summary>An expression compiled in every way, and the reference evaluator's view of it.</summary>
internal sealed class CompiledExpression : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly ReferenceFilter _classicReference;
    private readonly ReferenceFilter _extendedReference;

    private CompiledExpression(PacketFilter filter)
    {
        Filter = filter;
        Pool = ConstantPool.Of(filter.Syntax);
        _classicReference = new ReferenceFilter(filter.Syntax, filter.Options, FilterTarget.Classic);
        _extendedReference = new ReferenceFilter(filter.Syntax, filter.Options, FilterTarget.Extended);
    }

    public PacketFilter Filter { get; }

    /// <summary>The constants that packets are made of.</summary>
    public ConstantPool Pool { get; }

    public List<FilterDecision> Decisions { get; } = [];

    /// <summary>What only one of the compiler and the reference evaluator can make sense of is an error; what neither can, null.</summary>
    public static CompiledExpression? Compile(string expression, PacketFilterOptions options)
    {
        PacketFilter filter;
        string? refusal = null;
        try
        {
            filter = PacketFilter.Compile(expression, options);
            _ = filter.ToObject();
        }
        catch (PacketFilterException e)
        {
            refusal = e.Message;
            filter = null!;
        }

        if (refusal is null)
        {
            try
            {
                return new CompiledExpression(filter);
            }
            catch (UnsupportedTestException e)
            {
                throw new InvalidOperationException($"`{expression}` on {options.LinkType} has no meaning to the reference evaluator ({e.Message}), but compiles.", e);
            }
        }

        FilterNodeOrNull(expression, options, refusal);
        return null;
    }

    /// <summary>Adds classic BPF, as it stands and optimised, in the interpreter.</summary>
    public CompiledExpression WithClassic()
    {
        AddClassic("classic, not optimised", Filter.Options with { Optimize = false }, isExact: true);
        AddClassic("classic", Filter.Options, isExact: false);
        return this;
    }

    /// <summary>Adds extended BPF in an engine of the virtual machine.</summary>
    public CompiledExpression WithExtended(Engine engine, ProgramType type, bool optimize = true)
    {
        var machine = new VirtualMachine(new VirtualMachineOptions { Engine = engine });
        _owned.Add(machine);
        BpfObject program = PacketFilter.Compile(Filter.Source.Text, Filter.Options with { Optimize = optimize }).ToObject(type);
        LoadedObject loaded = machine.Load(program);
        _owned.Add(loaded);
        ProgramRun run = ((VirtualProgram)loaded.Programs.Single()).CreateRun();
        _owned.Add(run);
        var metadata = new PacketMetadata { LinkHeaderLength = 0 };
        Decisions.Add(new FilterDecision(
            $"{type} in {engine}{(optimize ? "" : ", not optimised")}", !optimize, true, packet => IsMatch(type, (uint)run.Run(packet, metadata))));
        return this;
    }

    /// <summary>Adds the program that runs over the packets of a capture file where they lie.</summary>
    public CompiledExpression WithScan(Engine engine)
    {
        var machine = new VirtualMachine(new VirtualMachineOptions { Engine = engine });
        _owned.Add(machine);
        LoadedObject loaded = machine.Load(Filter.ToScanObject());
        _owned.Add(loaded);
        PacketScan scan = ((VirtualProgram)loaded.Programs.Single()).CreateScan();
        _owned.Add(scan);
        Decisions.Add(new FilterDecision($"scan in {engine}", false, true, packet => (uint)scan.Run(packet) != 0));
        return this;
    }

    /// <summary>What a return value says, by the default actions of each kind of program.</summary>
    public static bool IsMatch(ProgramType type, uint result) => type switch
    {
        ProgramType.Xdp => result == 2,
        ProgramType.SchedulerClassifier => result == 0,
        _ => result != 0,
    };

    public ReferenceResult Reference(FilterDecision decision, byte[] packet, int wireLength) =>
        (decision.FollowsExtensions ? _extendedReference : _classicReference).Run(packet, (uint)wireLength);

    public void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--)
            _owned[i].Dispose();
    }

    private static void FilterNodeOrNull(string expression, PacketFilterOptions options, string refusal)
    {
        try
        {
            var syntax = Hornet.PacketFilters.Syntax.FilterParser.Parse(new Hornet.Compiler.Ssa.SourceText("filter", expression), options.Names);
            _ = new ReferenceFilter(syntax, options, FilterTarget.Classic);
        }
        catch (UnsupportedTestException)
        {
            return;
        }

        throw new InvalidOperationException($"`{expression}` on {options.LinkType} has a meaning to the reference evaluator but does not compile: {refusal}");
    }

    private void AddClassic(string name, PacketFilterOptions options, bool isExact)
    {
        ClassicFilter filter;
        try
        {
            filter = new ClassicFilter(PacketFilter.Compile(Filter.Source.Text, options).Classic.Instructions.AsSpan(), ClassicSemantics.Libpcap);
        }
        catch (ClassicLimitException)
        {
            // More than classic BPF has: said so, and nothing to compare.
            return;
        }

        Decisions.Add(new FilterDecision(name, isExact, false, packet => filter.Matches(packet)));
    }
}
