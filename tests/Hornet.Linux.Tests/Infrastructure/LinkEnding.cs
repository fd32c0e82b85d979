// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>
/// Disposes links for tests that then expect nothing more. Closing a link's descriptor detaches at once only when nobody else has it: a process that is just
/// being started by another test has a copy until it executes its program, and whoever lists links opens them.
/// </summary>
internal static class LinkEnding
{
    /// <summary>Disposes a link that nothing keeps, and waits until the kernel has none of its number.</summary>
    public static void End(this KernelLink link)
    {
        uint id = link is BpfLink { Handle.IsClosed: false } held ? held.Id : 0;
        link.Dispose();
        if (id != 0)
            Waiting.Until(() => IsGone(id), TimeSpan.FromSeconds(20), () => $"the link {id} is there, detached from {link.Target} or not");
    }

    /// <summary>Ends the link when disposed.</summary>
    public static IDisposable Ending(this KernelLink link) => new Ender(link);

    private static bool IsGone(uint id)
    {
        try
        {
            BpfLink.Open(id).Dispose();
            return false;
        }
        catch (BpfException)
        {
            return true;
        }
    }

    private sealed class Ender(KernelLink link) : IDisposable
    {
        public void Dispose() => link.End();
    }
}
