// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A program of a route: the kernel keeps its name and shows it.</summary>
/// <param name="Fd">The program's descriptor.</param>
/// <param name="Name">The name to show, at most 255 bytes; not empty.</param>
internal readonly record struct TunnelProgram(int Fd, string Name);
