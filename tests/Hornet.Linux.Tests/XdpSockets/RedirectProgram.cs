// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux.Tests.XdpSockets;

/// <summary>
/// An XDP program on an interface that redirects the tests' frames to sockets by number: the first byte of the payload, or the queue. Frames for which
/// there is no socket pass. Disposing it detaches it.
/// </summary>
internal sealed class RedirectProgram : IDisposable
{
    private const string ByPayload = "r2 = *(u8 *)(r2 + 14)", ByQueue = "r2 = *(u32 *)(r1 + 16)";

    private readonly KernelObject _loaded;
    private readonly VethPair.End _end;
    private readonly XdpMode _mode;

    private RedirectProgram(KernelObject loaded, VethPair.End end, XdpMode mode)
    {
        _loaded = loaded;
        _end = end;
        _mode = mode;
        end.Namespace.Run(() => NetlinkXdp.Attach(end.Index, loaded.Program("redirect").Handle.FileDescriptor, mode));
    }

    /// <summary>Loads and attaches one.</summary>
    public static RedirectProgram Attach(VethPair.End end, XdpMode mode = XdpMode.Native, bool byQueue = false, bool isMultiBuffer = false)
    {
        string text = $"""
            r3 = *(u32 *)(r1 + 4)
            r2 = *(u32 *)(r1 + 0)
            r4 = r2
            r4 += 15
            r0 = 2
            if r4 > r3 goto out
            r5 = *(u16 *)(r2 + 12)
            if r5 != 0xb588 goto out
            {(byQueue ? ByQueue : ByPayload)}
            r1 = map[sockets] ll
            r3 = 2
            call bpf_redirect_map
            out:
            exit
            """;
        using var kernel = new LinuxKernel();
        KernelObject loaded = kernel.Load(BpfAssembly.Parse(text, new BpfAssemblyOptions
        {
            SectionName = isMultiBuffer ? "xdp.frags" : "xdp",
            ProgramName = "redirect",
            Maps = [new MapSpec { Name = "sockets", Type = MapType.XskMap, KeySize = sizeof(int), ValueSize = sizeof(int), MaxEntries = 4 }],
        }));
        try
        {
            return new RedirectProgram(loaded, end, mode);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Puts a socket into the map.</summary>
    public void Add(int number, XdpSocket socket) =>
        _loaded.Map("sockets").TryUpdate(BitConverter.GetBytes(number), BitConverter.GetBytes(socket.Handle.FileDescriptor)).ShouldBe((MapError)0);

    public void Dispose()
    {
        // A test may have removed the interface, and the program with it.
        _end.Namespace.Run(() =>
        {
            if (NetworkLinks.Find(_end.Index) is not null)
                NetlinkXdp.Detach(_end.Index, _mode);
        });
        _loaded.Dispose();
    }
}
