// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A filter to make.</summary>
/// <param name="InterfaceIndex">The number of the interface.</param>
/// <param name="Parent">What it is to hang on: <see cref="TrafficControlFilter.IngressParent"/>, <see cref="TrafficControlFilter.EgressParent"/>, or a discipline or class.</param>
/// <param name="ProgramFd">The program.</param>
/// <param name="Name">The name that lists show.</param>
internal sealed record TrafficControlFilterRequest(int InterfaceIndex, uint Parent, int ProgramFd, string Name)
{
    /// <summary><c>ETH_P_ALL</c>.</summary>
    public const int AllProtocols = 3;

    /// <summary>Its place in the order, lower ones first; 0 lets the kernel choose: in front of those that are there.</summary>
    public int Priority { get; init; }

    /// <summary>Its number among those of the same priority; 0 lets the kernel choose.</summary>
    public uint Handle { get; init; }

    /// <summary>The chain it is to be in.</summary>
    public uint Chain { get; init; }

    /// <summary>Which packets it is to see (<c>ETH_P_*</c>, in the machine's byte order).</summary>
    public int Protocol { get; init; } = AllProtocols;

    /// <summary>Whether what the program returns is what happens to the packet.</summary>
    public bool IsDirectAction { get; init; } = true;

    /// <summary>The class that matching packets go to, 0 for none.</summary>
    public uint ClassId { get; init; }
}
