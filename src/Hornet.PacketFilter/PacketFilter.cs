// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;
using Hornet.Compiler.Backends.Extended;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.Objects;
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Outcomes;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters;

/// <summary>A compiled filter expression of pcap-filter(7). A value: it may be shared among threads.</summary>
/// <example>
/// <code>
/// var filter = PacketFilter.Compile("tcp port 80");
/// bool matches = filter.Matches(packet);
/// using LoadedObject loaded = new VirtualMachine().Load(filter.ToObject(ProgramType.Xdp));
/// </code>
/// </example>
public sealed class PacketFilter
{
    private readonly Lazy<ClassicCode> _classic;
    private readonly Lazy<ClassicFilter> _interpreter;
    private readonly Lazy<FilterOutcome> _outcome;

    private PacketFilter(SourceText source, FilterNode syntax, PacketFilterOptions options)
    {
        Source = source;
        Syntax = syntax;
        Options = options;
        // Lowered at once, so that a test without meaning on the link type is told of when the filter is compiled, not when it is used.
        Function lowered = FilterLowering.Lower(syntax, options, FilterTarget.Classic);
        _classic = new Lazy<ClassicCode>(() => ClassicBackend.Generate(Optimize(lowered, FilterTarget.Classic), options.Optimize));
        _outcome = new Lazy<FilterOutcome>(FindOutcome);
        _interpreter = new Lazy<ClassicFilter>(() => new ClassicFilter(_classic.Value.Instructions.AsSpan(), options.IsLive ? ClassicSemantics.Linux : ClassicSemantics.Libpcap));
    }

    /// <summary>The expression.</summary>
    public SourceText Source { get; }

    /// <summary>The expression's tests.</summary>
    public FilterNode Syntax { get; }

    /// <summary>How it was compiled.</summary>
    public PacketFilterOptions Options { get; }

    /// <summary>The filter as classic BPF.</summary>
    /// <exception cref="BpfException">It needs more than classic BPF has.</exception>
    public ClassicCode Classic => _classic.Value;

    /// <summary>Whether the filter matches no packet or every packet, and which of its tests make it so. Found when it is first asked for.</summary>
    public FilterOutcome Outcome => _outcome.Value;

    /// <summary>Compiles an expression.</summary>
    /// <param name="expression">The expression; empty matches every packet.</param>
    /// <param name="options">The link type and the rest; Ethernet by default.</param>
    /// <exception cref="PacketFilterException">The expression is not well formed, a name is unknown, or a test has no meaning on the link type.</exception>
    public static PacketFilter Compile(string expression, PacketFilterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        options ??= PacketFilterOptions.Default;
        var source = new SourceText("filter", expression);
        FilterNode syntax = FilterParser.Parse(source, options.Names);
        return new PacketFilter(source, syntax, options);
    }

    /// <summary>The filter as a program for a host: 0 and the snap length as a socket filter, <c>XDP_PASS</c> for a match and so on elsewhere.</summary>
    /// <param name="type">Socket filter, tc classifier or XDP.</param>
    /// <param name="actions">What the program answers; null for what is usual for its type.</param>
    public BpfObject ToObject(ProgramType type = ProgramType.SocketFilter, PacketActions? actions = null) => Generate(type, actions, isLinear: false);

    /// <summary>
    /// The filter as a classifier for hosts that hold packets in one piece, such as the virtual machine: it only looks at the packet, between the two pointers of its context, and at the
    /// length on the wire there, and answers the snap length for a match, otherwise 0.
    /// </summary>
    public BpfObject ToScanObject() => Generate(ProgramType.SchedulerClassifier, new PacketActions(Options.SnapLength, 0), isLinear: true);

    /// <summary>
    /// The filter as an XDP program that lets every packet pass and writes those that match into the perf event array <c>packets</c>. An event holds 24
    /// bytes, in the machine's byte order, and the packet: the time (64 bits, nanoseconds of <c>CLOCK_MONOTONIC</c>), the packet's length, how many bytes of it follow (the snap length at
    /// most), the index of the interface, and the receive queue (32 bits each).
    /// </summary>
    public BpfObject ToCaptureObject()
    {
        Function function = LowerToExtended();
        PacketLowering.Lower(function, ProgramType.Xdp, PacketActions.Decision);
        CaptureProgram.Wrap(function, Options.SnapLength);
        if (Options.Optimize)
            Pipeline.Optimize(function);
        var module = new Module("capture") { License = "GPL" };
        module.Maps.Add(CaptureProgram.Map);
        module.Programs.Add(new ModuleProgram(function, ProgramType.Xdp, "xdp"));
        return ExtendedBackend.Generate(module);
    }

    /// <summary>Whether a packet matches, by the reference interpreter of classic BPF.</summary>
    /// <param name="packet">The captured bytes.</param>
    public bool Matches(ReadOnlySpan<byte> packet) => _interpreter.Value.Matches(packet);

    private BpfObject Generate(ProgramType type, PacketActions? actions, bool isLinear)
    {
        Function function = LowerToExtended();
        PacketLowering.Lower(function, type, actions, isLinear);
        if (Options.Optimize)
            Pipeline.Optimize(function);
        string section = type switch
        {
            ProgramType.Xdp => "xdp",
            ProgramType.SocketFilter => "socket",
            _ => "tc",
        };
        var module = new Module("filter");
        module.Programs.Add(new ModuleProgram(function, type, section));
        return ExtendedBackend.Generate(module);
    }

    /// <summary>Of a filter beyond the limits of classic BPF nothing is said.</summary>
    private FilterOutcome FindOutcome()
    {
        try
        {
            return OutcomeAnalysis.Run(Syntax, Options, Options.Optimize ? _classic.Value : null);
        }
        catch (ClassicLimitException)
        {
            return FilterOutcome.Sometimes;
        }
    }

    private Function LowerToExtended() => Optimize(FilterLowering.Lower(Syntax, Options, FilterTarget.Extended), FilterTarget.Extended);

    private Function Optimize(Function function, FilterTarget target)
    {
        if (!Options.Optimize)
            return function;
        Pipeline.OptimizeFilter(function);
        // Equal indexes become one value, so that one comparison proves the reads from all of them.
        if (target == FilterTarget.Extended)
            Pipeline.Optimize(function);
        return function;
    }
}
