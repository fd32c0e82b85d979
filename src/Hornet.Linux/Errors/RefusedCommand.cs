// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A command that the kernel refused, with what is known of its arguments.</summary>
/// <param name="Command">The command.</param>
/// <param name="Errno">The error number, positive.</param>
internal sealed record RefusedCommand(BpfCommand Command, int Errno)
{
    /// <summary>The type of the program that was loaded, attached or run.</summary>
    public ProgramType? ProgramType { get; init; }

    /// <summary>The hook.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>The type of the map that was made.</summary>
    public MapType? MapType { get; init; }

    /// <summary>The flags that the map was made with.</summary>
    public MapCreateFlags MapFlags { get; init; }

    /// <summary>Whether the verifier wrote a log: then it, and not the system call's own checks, said no.</summary>
    public bool HasLog { get; init; }

    /// <summary>The command and what it is about, in words.</summary>
    public string Subject => (Command, ProgramType, MapType) switch
    {
        (BpfCommand.ProgramLoad, { } type, _) => $"loading a program of the type {type.ToText()}",
        (BpfCommand.MapCreate, _, { } type) => $"creating a map of the type {type.ToText()}",
        (BpfCommand.ProgramLoad, _, _) => "loading a program",
        (BpfCommand.MapCreate, _, _) => "creating a map",
        (BpfCommand.LinkCreate or BpfCommand.ProgramAttach or BpfCommand.RawTracepointOpen, { } type, _) => $"attaching a program of the type {type.ToText()}",
        _ => $"bpf({Command.ToText()})",
    };
}
