// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.PacketFilters;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>Does what <c>hornet filter</c> and <c>hornet capture</c> were asked for.</summary>
internal static class FilterRun
{
    public static int Run(Terminal terminal, FilterRequest request)
    {
        if (request.Form is not null)
        {
            Print(terminal, request);
        }
        else if (request.ReadFile is not null)
        {
            using var file = new FileFilter(terminal, request);
            file.Run();
        }
        else
        {
            using var live = new LiveFilter(terminal, request);
            live.Run();
        }

        return ExitCode.Done;
    }

    /// <summary>Prints the program for the link type that was asked for, the file's or the interface's.</summary>
    private static void Print(Terminal terminal, FilterRequest request)
    {
        using var compiler = new FilterCompiler(terminal, request);
        PacketFilterOptions options = new()
        {
            LinkType = request.LinkType ?? LinkType.Ethernet,
            SnapLength = request.SnapLength ?? PacketFilterOptions.Default.SnapLength,
            UsesMetadata = request.ReadFile is null,
        };
        if (request.ReadFile is { } path)
        {
            using CaptureReader reader = CaptureReader.Open(path);

            // Where pcapng tells of its interfaces with the first packet.
            if (reader.Interfaces.Count == 0)
                reader.TryRead(out _);
            if (reader.Interfaces is [{ } first, ..])
                options = options with { LinkType = first.LinkType, SnapLength = request.SnapLength ?? SnapLengthOf(first) };
        }
        else if (request.Interface is { } name)
        {
            options = LiveFilter.OptionsFor(request, PacketCapture.FindLink(name));
        }

        FilterPrinter.Print(terminal, request, compiler.Compile(options));
    }

    private static uint SnapLengthOf(CaptureInterface captured)
    {
        uint most = captured.LinkType.MaximumPacketLength();
        return captured.SnapLength <= 0 || captured.SnapLength > most ? most : (uint)captured.SnapLength;
    }
}
