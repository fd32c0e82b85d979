// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>What kind of value a qualifier asks for.</summary>
internal enum ValueKind
{
    /// <summary>No such qualifier: a host.</summary>
    Default,

    /// <summary><c>host</c>.</summary>
    Host,

    /// <summary><c>net</c>.</summary>
    Net,

    /// <summary><c>port</c>.</summary>
    Port,

    /// <summary><c>portrange</c>.</summary>
    PortRange,

    /// <summary><c>gateway</c>.</summary>
    Gateway,

    /// <summary><c>proto</c>.</summary>
    Protocol,

    /// <summary><c>protochain</c>.</summary>
    ProtocolChain,
}

/// <summary>The qualifiers before a value, or those that an abbreviation takes over.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Kind">The kind of value.</param>
/// <param name="Span">Where they stand.</param>
internal sealed record Qualifiers(FilterProtocol Protocol, FilterDirection Direction, ValueKind Kind, SourceSpan Span)
{
    /// <summary>Whether hosts are meant, said or not.</summary>
    public bool IsHost => Kind is ValueKind.Default or ValueKind.Host;
}
