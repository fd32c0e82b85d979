// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Fields of the header that OpenBSD's packet filter logs (pflog(4)): the action and reason in bytes, names in fields of 16 bytes.</summary>
internal static class PfTests
{
    private const int NameLength = 16;

    public static Fragment Lower(Scope scope, PfTest test)
    {
        if (scope.Link is not PflogLink)
            throw scope.Error($"only OpenBSD's pflog has this, {scope.Link.Describe()} does not");
        return test.Field switch
        {
            PfField.InterfaceName => Name(scope, 4, test.Text),
            PfField.RuleSet => Name(scope, 20, test.Text),
            PfField.RuleNumber => scope.Equal(Anchor.LinkHeader, 36, MemorySize.Word, test.Number),
            PfField.SubruleNumber => scope.Equal(Anchor.LinkHeader, 40, MemorySize.Word, test.Number),
            PfField.Reason => scope.Equal(Anchor.LinkHeader, 3, MemorySize.Byte, test.Number),
            _ => scope.Equal(Anchor.LinkHeader, 2, MemorySize.Byte, test.Number),
        };
    }

    // As libpcap has it, what follows the name in the field is not compared.
    private static Fragment Name(Scope scope, int offset, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length >= NameLength)
            throw scope.Error($"a name of {bytes.Length} bytes; the field has {NameLength - 1}");
        return scope.Bytes(Anchor.LinkHeader, offset, bytes);
    }
}
