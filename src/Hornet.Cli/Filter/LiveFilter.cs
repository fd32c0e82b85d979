// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.PacketFilters;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>Captures matching packets of an interface until there are enough or somebody ends it.</summary>
internal sealed class LiveFilter : IDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal;
    private readonly FilterRequest _request;
    private readonly FilterCompiler _compiler;
    private readonly NetworkLink? _link;
    private readonly LinkType _linkType;
    private readonly Dictionary<int, string?> _names = [];
    private readonly LinuxKernel _kernel = new();
    private KernelObject? _loaded;
    private PacketSink? _sink;
    private readonly PacketPrinter _printer;
    private readonly CancellationTokenSource _ending = new();
    private volatile bool _isEnding;
    private long _captured;

    public LiveFilter(Terminal terminal, FilterRequest request)
    {
        _terminal = terminal;
        _request = request;
        _compiler = new FilterCompiler(terminal, request);
        _printer = new PacketPrinter(terminal, request.Lines, request.Json);
        _link = PacketCapture.FindLink(request.Interface!);
        _linkType = PacketCapture.FindLinkType(_link);
        if (request.LinkType is { } wanted && wanted != _linkType)
            throw new CliException($"{request.Interface} has the link type {_linkType.Name()}, not {wanted.Name()}.");
    }

    /// <summary>The filter as it is compiled for the interface.</summary>
    public static PacketFilterOptions OptionsFor(FilterRequest request, NetworkLink? link) => new()
    {
        LinkType = PacketCapture.FindLinkType(link),
        SnapLength = request.SnapLength ?? PacketFilterOptions.Default.SnapLength,
        Netmask = request.Netmask ?? NetmaskOf(link),
        IsLive = true,
    };

    /// <summary>Captures.</summary>
    public void Run()
    {
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        if (_request.ViaXdp)
            RunByXdp();
        else
            RunByPacketSocket();

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            _isEnding = true;
            _ending.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sink?.Dispose();
        _loaded?.Dispose();
        _kernel.Dispose();
        _compiler.Dispose();
        _ending.Dispose();
    }

    private void RunByPacketSocket()
    {
        PacketFilterOptions options = OptionsFor(_request, _link);
        using PacketCapture capture = PacketCapture.Open(_link, WithFilter(_compiler.Compile(options), (int)options.SnapLength));
        Begin(options);
        try
        {
            while (!IsEnough)
            {
                capture.Wait(Turn);
                while (!IsEnough && capture.TryRead(out LivePacket packet))
                    Take(packet);
                _terminal.Out.Flush();
            }
        }
        finally
        {
            Conclude(capture.GetStatistics());
        }
    }

    /// <summary>By a program on the interface's way in: it sees packets as they arrive, tags included, and none that are sent.</summary>
    private void RunByXdp()
    {
        if (_request.Capture.Direction == PacketDirection.Out)
            throw new CliException("--via xdp sees what arrives, not what is sent: leave -Q out.");
        PacketFilterOptions options = OptionsFor(_request, _link) with { IsLive = false };
        using XdpCapture capture = XdpCapture.Open(_request.Interface!, _compiler.Compile(options).ToCaptureObject());
        Begin(options);
        try
        {
            while (!IsEnough)
            {
                capture.WaitAsync(_ending.Token).AsTask().GetAwaiter().GetResult();
                capture.Read(packet =>
                {
                    Take(packet);
                    return !IsEnough;
                });
                _terminal.Out.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody ended it.
        }
        finally
        {
            Conclude(new PacketCaptureStatistics(capture.PacketCount + capture.Dropped, capture.Dropped));
        }
    }

    private void Begin(PacketFilterOptions options)
    {
        if (_request.WriteFile is { } path)
        {
            _sink = new PacketSink(_terminal, path, hasNanoseconds: false, options.SnapLength, _request.IsUnbuffered);
            _sink.Begin(_linkType);
        }

        _terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"listening on {_request.Interface}, link-type {_linkType.Name()} ({_linkType.Description()}), snapshot length {options.SnapLength} bytes"));
    }

    private bool IsEnough => _isEnding || _captured >= (_request.Count ?? long.MaxValue);

    private void Take(in LivePacket packet)
    {
        _captured++;
        if (_request.Decisions)
            _terminal.Out.WriteLine(packet.Data.Length.ToString(CultureInfo.InvariantCulture));
        else if (_sink is not null)
            _sink.Write(packet.LinkType, packet.Data, packet.OriginalLength, packet.Timestamp);
        else if (!_request.CountsOnly)
            _printer.Print(packet.LinkType, packet.Data, packet.OriginalLength, packet.Timestamp, NameOf(packet.InterfaceIndex));
    }

    private string? NameOf(int index)
    {
        if (_link is not null)
            return _link.Name;
        if (!_names.TryGetValue(index, out string? name))
            _names.Add(index, name = index > 0 ? NetworkLinks.Find(index)?.Name : null);
        return name;
    }

    private void Conclude(PacketCaptureStatistics counts)
    {
        _terminal.Out.Flush();
        if (_request.CountsOnly)
            _terminal.Out.WriteLine(Packets(_captured));
        _terminal.Error.WriteLine($"{Packets(_captured)} captured");
        _terminal.Error.WriteLine($"{Packets(counts.Received)} received by filter");
        _terminal.Error.WriteLine($"{Packets(counts.Dropped)} dropped by kernel");
    }

    private static string Packets(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} packet{(count == 1 ? "" : "s")}");

    /// <summary>Hands the filter to the kernel: as classic program, which any kernel takes from anybody who may capture, or as extended one where it is more than that can be.</summary>
    private PacketCaptureOptions WithFilter(PacketFilter filter, int snapLength)
    {
        PacketCaptureOptions options = _request.Capture with { SnapLength = snapLength };
        if (_request.Engine == FilterEngine.Interpreter)
            throw new CliException("--engine interpreter goes with -r: packets of an interface are filtered by the kernel, with --engine classic or jit.");
        if (_request.Engine != FilterEngine.Jit)
        {
            try
            {
                ClassicInstruction[] program = [.. filter.Classic.Instructions];
                ClassicValidator.Validate(program);
                return options with { Filter = [.. program] };
            }
            catch (BpfException) when (_request.Engine is null)
            {
                // More than the kernel's classic programs can say: too long, or a loop over headers.
            }
        }

        _loaded = _kernel.Load(filter.ToObject(ProgramType.SocketFilter));
        return options with { Program = _loaded.Programs.OfType<KernelProgram>().First() };
    }

    private static IPAddress? NetmaskOf(NetworkLink? link)
    {
        if (link is null)
            return null;
        NetworkAddress? address = NetworkAddresses.Of(link).FirstOrDefault(candidate => candidate.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
        return address is null ? null : new IPAddress(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(address.PrefixLength == 0 ? 0u : uint.MaxValue << (32 - address.PrefixLength)));
    }
}
