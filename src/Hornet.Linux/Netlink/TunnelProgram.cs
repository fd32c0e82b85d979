// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>A program of a route: the kernel keeps its name and shows it.</summary>
/// <remarks>
/// The kernel tells the programs of IPv4 routes apart by these names alone (net/core/lwt_bpf.c, bpf_lwt_prog_cmp): a route with another program of the
/// same name, to whatever destination by the same next hop, would run the first one. So a name must belong to one program.
/// </remarks>
/// <param name="Fd">The program's descriptor.</param>
/// <param name="Name">The name to show, at most 255 bytes; not empty.</param>
internal readonly record struct TunnelProgram(int Fd, string Name)
{
    /// <summary>A program under its name and number, which no other program has while it lives.</summary>
    public static TunnelProgram Of(KernelProgram program) =>
        new(program.Handle.FileDescriptor, string.Create(CultureInfo.InvariantCulture, $"{program.Name}:{program.GetInfo().Id}"));
}
