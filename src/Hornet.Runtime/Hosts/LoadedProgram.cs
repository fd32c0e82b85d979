// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A program that a host has loaded. It lives as long as its <see cref="LoadedObject"/>, and longer where a link or pin holds it.</summary>
public abstract class LoadedProgram
{
    /// <summary>Creates the view of a loaded program.</summary>
    protected LoadedProgram(ProgramSpec spec) => Spec = spec;

    /// <summary>The program as the object has it, with everything the host resolved.</summary>
    public ProgramSpec Spec { get; }

    /// <summary>The program's name.</summary>
    public string Name => Spec.Name;

    /// <summary>Runs the program once over a packet (or, for program types without one, over the bytes of a context) and waits for the result.</summary>
    /// <param name="input">The packet from its link-layer header on, or the context.</param>
    /// <exception cref="Bytecode.BpfException">The program did something it may not do, or this program type cannot be run on its own.</exception>
    public RunResult Run(ReadOnlySpan<byte> input) => Run(input, RunOptions.Default);

    /// <summary>Runs the program over a packet or context.</summary>
    /// <param name="input">The packet from its link-layer header on, or the context.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="Bytecode.BpfException">The program did something it may not do, or this program type cannot be run on its own.</exception>
    public abstract RunResult Run(ReadOnlySpan<byte> input, RunOptions options);

    /// <summary>Attaches the program, so that events run it until the link is disposed.</summary>
    /// <param name="target">What to attach to.</param>
    /// <exception cref="Bytecode.BpfException">The host, the program type or the target does not allow it.</exception>
    public abstract ILink Attach(AttachTarget target);
}
