// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>Compiles the expression of a command for the link types that turn up, each once.</summary>
internal sealed class FilterCompiler : IDisposable
{
    private readonly Terminal _terminal;
    private readonly FilterRequest _request;
    private readonly Dictionary<(LinkType LinkType, uint SnapLength), PacketFilterRunner> _runners = [];
    private readonly HashSet<LinkType> _warned = [];

    public FilterCompiler(Terminal terminal, FilterRequest request)
    {
        _terminal = terminal;
        _request = request;
    }

    /// <summary>Compiles the expression, and warns when it can never match or always does.</summary>
    /// <param name="options">For which link type and where.</param>
    /// <exception cref="PacketFilterException">The expression is not well formed, or has no meaning on the link type.</exception>
    public PacketFilter Compile(PacketFilterOptions options)
    {
        PacketFilter filter = PacketFilter.Compile(_request.Expression, options with { Optimize = _request.Optimize, Netmask = options.Netmask ?? _request.Netmask });
        if (_warned.Add(options.LinkType) && _request.Expression.Length > 0 && filter.Outcome.Kind != FilterOutcomeKind.Sometimes)
            _terminal.Error.WriteLine($"hornet {_request.Verb}: warning: the filter {filter.Outcome}");
        return filter;
    }

    /// <summary>What runs the expression over packets of a file.</summary>
    /// <param name="linkType">The packets' link type.</param>
    /// <param name="snapLength">The file's snap length for them, 0 for none.</param>
    public PacketFilterRunner RunnerFor(LinkType linkType, int snapLength)
    {
        uint most = linkType.MaximumPacketLength();
        uint answer = _request.SnapLength ?? (snapLength <= 0 || snapLength > most ? most : (uint)snapLength);
        if (!_runners.TryGetValue((linkType, answer), out PacketFilterRunner? runner))
        {
            PacketFilter filter = Compile(new PacketFilterOptions { LinkType = linkType, SnapLength = answer });
            runner = PacketFilterRunner.Create(filter, _request.Engine);
            _runners.Add((linkType, answer), runner);
        }

        return runner;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PacketFilterRunner runner in _runners.Values)
            runner.Dispose();
    }
}
