// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>One symbol of the running kernel, as <c>/proc/kallsyms</c> lists it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The address; for a symbol of type <c>A</c> or one per CPU it may be an offset. 0 where the kernel hides addresses.</param>
/// <param name="Type">The letter of nm(1): <c>t</c> and <c>T</c> are functions, <c>w</c> and <c>W</c> weak ones, <c>d b r</c> data; capital letters are global.</param>
/// <param name="Module">The module it belongs to (<c>bpf</c> for BPF programs); empty for the kernel itself.</param>
public readonly record struct KernelSymbol(string Name, ulong Address, char Type, string Module)
{
    /// <summary>Whether the symbol is code.</summary>
    public bool IsFunction => IsFunctionType((byte)Type);

    /// <summary>The name, with the module in brackets where there is one.</summary>
    public override string ToString() => Module.Length == 0 ? Name : $"{Name} [{Module}]";

    internal static bool IsFunctionType(byte type) => type is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W';
}
