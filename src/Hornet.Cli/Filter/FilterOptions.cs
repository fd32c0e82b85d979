// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using System.Net;
using Hornet.Cli.Commands;
using Hornet.Linux;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>The options of <c>hornet filter</c> and <c>hornet capture</c>: tcpdump's letters where it has them.</summary>
internal sealed class FilterOptions
{
    private static readonly string[] EngineNames = ["classic", "interpreter", "jit"];

    private readonly Argument<string[]> _expression = new("expression") { Description = "The filter in the language of pcap-filter(7); several words are one expression.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _expressionFile = new("-F") { Description = "Read the expression from this file instead.", HelpName = "FILE" };
    private readonly Option<bool> _list = new("-d") { Description = "Print the compiled program as a listing; -d -d or -dd as a C array, -d -d -d or -ddd as decimal numbers." };
    private readonly Option<bool> _array = new("-dd") { Description = "Print it as a C array." };
    private readonly Option<bool> _decimal = new("-ddd") { Description = "Print it as decimal numbers." };
    private readonly Option<bool> _unoptimized = new("-O", "--no-optimize") { Description = "Leave the optimiser out." };
    private readonly Option<string?> _linkType = new("-y", "--linktype") { Description = "The link type to compile for, as tcpdump names it: EN10MB (the default), LINUX_SLL2, RAW, …", HelpName = "LINKTYPE" };
    private readonly Option<long?> _snapLength = new("-s", "--snapshot-length") { Description = "How many bytes of a matching packet to keep: what the filter returns; 262144 by default, and the file's with -r.", HelpName = "LENGTH" };
    private readonly Option<bool> _ebpf = new("--ebpf") { Description = "Print the filter as extended BPF, as a socket filter." };
    private readonly Option<bool> _xdp = new("--xdp") { Description = "Print it as an XDP program, which lets matching packets pass." };
    private readonly Option<bool> _tc = new("--tc") { Description = "Print it as a tc classifier." };
    private readonly Option<bool> _jited = new("--jited") { Description = "Print the machine code that the virtual machine makes of it." };
    private readonly Option<bool> _explain = new("--explain") { Description = "Print the listing with the part of the expression that each instruction came from." };
    private readonly Option<bool> _dot = new("--dot") { Description = "Print the program's blocks as a graph for Graphviz." };
    private readonly Option<string?> _read = new("-r", "--read") { Description = "Run the filter over this capture file (pcap or pcapng, also gzipped); - is standard input.", HelpName = "FILE" };
    private readonly Option<string?> _write = new("-w", "--write") { Description = "Write matching packets to this capture file instead of printing them; .pcapng and .gz choose the form, - is standard output.", HelpName = "FILE" };
    private readonly Option<string?> _interface = new("-i", "--interface") { Description = "Capture on this interface with the filter in the kernel; any is all of them.", HelpName = "INTERFACE" };
    private readonly Option<long?> _count = new("-c") { Description = "End after this many matching packets.", HelpName = "COUNT" };
    private readonly Option<bool> _countOnly = new("--count") { Description = "Print only the number of matching packets." };
    private readonly Option<bool> _decisions = new("--decisions") { Description = "Print what the filter returns for each packet, one number a line, and nothing else." };
    private readonly Option<string?> _netmask = new("--netmask") { Description = "The mask of the network captured on, for 'ip broadcast'.", HelpName = "ADDRESS" };
    private readonly Option<string?> _engine = new("--engine") { Description = "What executes the filter: classic (the classic program, interpreted), interpreter or jit (the extended program, interpreted or as machine code; the default). With -i, which program the kernel gets.", HelpName = string.Join('|', EngineNames) };
    private readonly Option<bool> _numeric = new("-n", "-nn") { Description = "Addresses and ports are always printed as numbers; for tcpdump's users." };
    private readonly Option<bool> _link = new("-e") { Description = "Print link-layer headers." };
    private readonly Option<bool> _quick = new("-q") { Description = "Print less of transport protocols." };
    private readonly Option<bool> _time1 = new("-t") { Description = "No times; -tt seconds since 1970, -ttt since the line before, -tttt with the date, -ttttt since the first line." };
    private readonly Option<bool>[] _times = [.. Enumerable.Range(2, 4).Select(count => new Option<bool>("-" + new string('t', count)) { Hidden = true })];
    private readonly Option<bool> _hex = new("-x") { Description = "Print the bytes of packets without their link-layer header; -xx with it." };
    private readonly Option<bool> _hexLink = new("-xx") { Hidden = true };
    private readonly Option<bool> _ascii = new("-X") { Description = "The same, and as characters; -XX with the link-layer header." };
    private readonly Option<bool> _asciiLink = new("-XX") { Hidden = true };
    private readonly Option<bool> _numbers = new("-#", "--number") { Description = "Number the packets." };
    private readonly Option<bool> _modest = new("-p", "--no-promiscuous-mode") { Description = "Do not have the interface take frames that are for others." };
    private readonly Option<int?> _buffer = new("-B", "--buffer-size") { Description = "The size of the buffer shared with the kernel in KiB; 8192 by default.", HelpName = "KIB" };
    private readonly Option<string?> _direction = new("-Q", "--direction") { Description = "Which packets of the interface: in, out or inout (the default).", HelpName = "in|out|inout" };
    private readonly Option<string> _via = new("--via") { Description = "How packets are captured: packet (a packet socket, the default) or xdp (a program on the interface's driver).", DefaultValueFactory = _ => "packet" };
    private readonly Option<bool> _immediate = new("-U", "-l") { Description = "Print and write packet by packet." };
    private readonly Option<bool> _interfaces = new("-D", "--list-interfaces") { Description = "List the interfaces to capture on." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public FilterOptions()
    {
        _engine.AcceptOnlyFromAmong(EngineNames);
        _direction.AcceptOnlyFromAmong("in", "out", "inout");
        _via.AcceptOnlyFromAmong("packet", "xdp");
    }

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_expression);
        foreach (Option option in (Option[])[
            _expressionFile, _list, _array, _decimal, _unoptimized, _linkType, _snapLength, _ebpf, _xdp, _tc, _jited, _explain, _dot, _read, _write, _interface, _count,
            _countOnly, _decisions, _netmask, _engine, _numeric, _link, _quick, _time1, .. _times, _hex, _hexLink, _ascii, _asciiLink, _numbers, _modest, _buffer, _direction, _via,
            _immediate, _interfaces, _json])
        {
            command.Add(option);
        }
    }

    /// <summary>Whether the interfaces are to be listed; and whether as JSON.</summary>
    public bool ListsInterfaces(ParseResult parsed, out bool json)
    {
        json = parsed.GetValue(_json);
        return parsed.GetValue(_interfaces);
    }

    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="CliException">Options do not go together, or a value is none.</exception>
    public FilterRequest Read(ParseResult parsed, string verb)
    {
        FilterForm? form = ReadForm(parsed);
        string? read = parsed.GetValue(_read), device = parsed.GetValue(_interface);
        if (form is null && read is null && device is null)
        {
            if (verb == "capture")
                throw new CliException("Say with -i which interface to capture on; -D lists them.");
            Option? lonely = ((Option[])[_write, _count, _countOnly, _decisions]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
            if (lonely is not null)
                throw new CliException($"{lonely.Name} wants packets: say with -r from which capture file, or with -i from which interface.");
            form = FilterForm.Listing;
        }

        if (read is not null && device is not null)
            throw new CliException("Packets come from a capture file (-r) or from an interface (-i), not from both.");
        return new FilterRequest
        {
            Verb = verb,
            Expression = ReadExpression(parsed),
            Form = form,
            Optimize = !parsed.GetValue(_unoptimized),
            LinkType = ReadLinkType(parsed),
            SnapLength = ReadSnapLength(parsed),
            Netmask = ReadNetmask(parsed),
            ReadFile = read,
            WriteFile = parsed.GetValue(_write),
            Interface = device,
            Count = ReadCount(parsed),
            CountsOnly = parsed.GetValue(_countOnly),
            Decisions = parsed.GetValue(_decisions),
            Engine = parsed.GetValue(_engine) is { } engine ? (FilterEngine)Array.IndexOf(EngineNames, engine) : null,
            Lines = ReadLines(parsed),
            Json = parsed.GetValue(_json),
            Capture = ReadCapture(parsed),
            ViaXdp = parsed.GetValue(_via) == "xdp",
            IsUnbuffered = parsed.GetValue(_immediate),
        };
    }

    private FilterForm? ReadForm(ParseResult parsed)
    {
        List<FilterForm> forms = [];
        int level = parsed.GetResult(_list)?.IdentifierTokenCount ?? 0;
        Add(level > 0, level switch
        {
            1 => FilterForm.Listing,
            2 => FilterForm.CArray,
            _ => FilterForm.Decimal,
        });
        Add(parsed.GetValue(_array), FilterForm.CArray);
        Add(parsed.GetValue(_decimal), FilterForm.Decimal);
        Add(parsed.GetValue(_ebpf), FilterForm.SocketFilter);
        Add(parsed.GetValue(_xdp), FilterForm.Xdp);
        Add(parsed.GetValue(_tc), FilterForm.TrafficControl);
        Add(parsed.GetValue(_jited), FilterForm.MachineCode);
        Add(parsed.GetValue(_explain), FilterForm.Explanation);
        Add(parsed.GetValue(_dot), FilterForm.Graph);
        if (forms.Count > 1 && forms is not [FilterForm.Listing, FilterForm.Explanation or FilterForm.Graph])
            throw new CliException("A filter is printed in one form: choose one of -d, -dd, -ddd, --ebpf, --xdp, --tc, --jited, --explain and --dot.");
        return forms.Count == 0 ? null : forms[^1];

        void Add(bool isWanted, FilterForm form)
        {
            if (isWanted)
                forms.Add(form);
        }
    }

    private string ReadExpression(ParseResult parsed)
    {
        string[] words = parsed.GetValue(_expression) ?? [];
        if (parsed.GetValue(_expressionFile) is not { } file)
            return string.Join(' ', words);
        return words.Length == 0 ? File.ReadAllText(file).Trim() : throw new CliException("The expression comes from the command line or from a file (-F), not from both.");
    }

    private LinkType? ReadLinkType(ParseResult parsed)
    {
        if (parsed.GetValue(_linkType) is not { } name)
            return null;
        return LinkTypes.TryParse(name, out LinkType type) ? type : throw new CliException($"There is no link type '{name}': -y wants a name as tcpdump -L has it, such as EN10MB, LINUX_SLL2 or RAW, or a number.");
    }

    private uint? ReadSnapLength(ParseResult parsed) => parsed.GetValue(_snapLength) switch
    {
        null => null,
        0 => 262_144,
        > 0 and <= int.MaxValue and long length => (uint)length,
        _ => throw new CliException("-s wants a number of bytes from 1 to 2147483647, or 0 for the default."),
    };

    private IPAddress? ReadNetmask(ParseResult parsed)
    {
        if (parsed.GetValue(_netmask) is not { } text)
            return null;
        if (!IPAddress.TryParse(text, out IPAddress? mask) || mask.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
            throw new CliException($"'{text}' is no mask of an IPv4 network: --netmask wants one like 255.255.255.0.");

        // libpcap's way to say that it is not known.
        return mask.Equals(IPAddress.Broadcast) ? null : mask;
    }

    private long? ReadCount(ParseResult parsed) => parsed.GetValue(_count) is not { } count || count > 0 ? parsed.GetValue(_count) : throw new CliException("-c wants a number of 1 or more.");

    private PacketLineOptions ReadLines(ParseResult parsed)
    {
        bool hasLink = parsed.GetValue(_hexLink) || parsed.GetValue(_asciiLink) || Level(parsed, _hex) > 1 || Level(parsed, _ascii) > 1;
        bool ascii = parsed.GetValue(_ascii) || parsed.GetValue(_asciiLink);
        int time = Level(parsed, _time1);
        for (int i = 0; i < _times.Length; i++)
            time = parsed.GetValue(_times[i]) ? i + 2 : time;
        return new PacketLineOptions
        {
            Time = time <= (int)TimeForm.SinceFirst ? (TimeForm)time : TimeForm.TimeOfDay,
            Summary = new PacketSummaryOptions { ShowsLinkLayer = parsed.GetValue(_link), IsQuick = parsed.GetValue(_quick) },
            Hex = ascii || parsed.GetValue(_hex) || hasLink,
            Ascii = ascii,
            HexOfLink = hasLink,
            Numbers = parsed.GetValue(_numbers),
        };
    }

    private static int Level(ParseResult parsed, Option<bool> option) => parsed.GetResult(option)?.IdentifierTokenCount ?? 0;

    private PacketCaptureOptions ReadCapture(ParseResult parsed)
    {
        PacketCaptureOptions options = PacketCaptureOptions.Default with
        {
            IsPromiscuous = !parsed.GetValue(_modest),
            Direction = parsed.GetValue(_direction) switch
            {
                "in" => PacketDirection.In,
                "out" => PacketDirection.Out,
                _ => PacketDirection.Both,
            },
        };
        if (parsed.GetValue(_buffer) is { } size)
            options = options with { BufferSize = size is > 0 and <= 1 << 20 ? size << 10 : throw new CliException(string.Create(CultureInfo.InvariantCulture, $"-B wants a size from 1 to {1 << 20} KiB.")) };
        return options;
    }
}
