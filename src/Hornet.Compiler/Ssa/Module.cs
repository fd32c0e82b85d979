// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Compiler.Ssa;

/// <summary>What is compiled together into one object: programs, the functions they call, and maps.</summary>
public sealed class Module(string name)
{
    /// <summary>The object's name.</summary>
    public string Name { get; } = name;

    /// <summary>The licence the programs declare.</summary>
    public string License { get; set; } = "";

    /// <summary>The programs.</summary>
    public List<ModuleProgram> Programs { get; } = [];

    /// <summary>The maps; operations refer to them by reference.</summary>
    public List<MapSpec> Maps { get; } = [];
}

/// <summary>A program of a module.</summary>
/// <param name="Function">Its main function; what that calls becomes subprograms.</param>
/// <param name="Type">What kind of program it is.</param>
/// <param name="SectionName">The section it is put into, such as <c>xdp</c>; tells where it is attached.</param>
public sealed record ModuleProgram(Function Function, ProgramType Type, string SectionName);
