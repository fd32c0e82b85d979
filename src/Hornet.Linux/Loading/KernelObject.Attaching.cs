// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <content>Attaching what an object says by itself.</content>
public sealed partial class KernelObject
{
    /// <summary>The kernel's side of its structures of operations, by map name.</summary>
    internal IReadOnlyDictionary<string, StructOperationsLayout> Structures { get; init; } = new Dictionary<string, StructOperationsLayout>(StringComparer.Ordinal);

    /// <summary>Makes the kernel use a structure of operations, such as a TCP congestion control.</summary>
    /// <param name="name">The name of the variable in the object.</param>
    /// <returns>A <see cref="StructOperationsLink"/> for one of the section <c>.struct_ops.link</c>, otherwise a <see cref="StructOperationsRegistration"/>.</returns>
    /// <exception cref="BpfException">The object has no such structure, or the kernel refused.</exception>
    public KernelLink AttachStructOperations(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Structures.TryGetValue(name, out StructOperationsLayout? layout))
            throw new BpfException($"Attaching the structure of operations '{name}': the object '{Spec.Name}' has {(Structures.Count == 0 ? "none" : "only " + string.Join(", ", Structures.Keys))}.");
        var target = new StructOperationsTarget(layout.TypeName, name);
        KernelMap map = Map(name);
        return HasLink(map.Spec)
            ? StructOperationsLink.Create(target, map)
            : StructOperationsRegistration.Create(target, map, Fill(layout));
    }

    /// <summary>
    /// Attaches everything that tells by itself to what: programs whose section names a tracepoint, function, hook or file, and structures of operations. If one
    /// cannot be attached, none is.
    /// </summary>
    /// <returns>The links; they are the caller's to dispose.</returns>
    /// <exception cref="BpfException">The kernel refused one.</exception>
    public ObjectLinks AttachAll()
    {
        List<KernelLink> links = [];
        List<string> withoutTarget = [];
        try
        {
            foreach (KernelProgram program in Programs.Cast<KernelProgram>())
            {
                if (TellsTarget(program.Spec))
                    links.Add(program.Attach());
                else if (program.Type != ProgramType.StructOperations)
                    withoutTarget.Add(program.Name);
            }

            foreach (string structure in Structures.Keys)
                links.Add(AttachStructOperations(structure));
        }
        catch
        {
            new ObjectLinks(links, []).Dispose();
            throw;
        }

        return new ObjectLinks(links, withoutTarget);
    }

    /// <summary>Fills the structures that a link will attach later: until then that has no effect.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal void FillStructures()
    {
        Span<byte> key = stackalloc byte[sizeof(uint)];
        key.Clear();
        foreach ((string name, StructOperationsLayout layout) in Structures)
        {
            if (!HasLink(Map(name).Spec))
                continue;
            MapError error = Map(name).TryUpdate(key, Fill(layout));
            if (error != MapError.None)
                throw StructOperationsRegistration.Refused($"filling the structure of operations {layout.TypeName} {name}", error);
        }
    }

    /// <summary>Whether a program's section says where it belongs. Interfaces, cgroups, sockets and the like are never in it.</summary>
    private static bool TellsTarget(ProgramSpec spec) => spec.Type switch
    {
        ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => !string.IsNullOrEmpty(spec.AttachTarget),
        ProgramType.Tracing => true,
        ProgramType.Lsm => spec.AttachType != AttachType.LsmCgroup,
        _ => false,
    };

    private static bool HasLink(MapSpec map) => (map.Flags & (uint)MapCreateFlags.Link) != 0;

    private byte[] Fill(StructOperationsLayout layout)
    {
        byte[] value = [.. layout.Value];
        foreach (StructOperationsFunction function in layout.Functions)
        {
            if (!Programs.TryGet(function.Program, out LoadedProgram? program))
            {
                throw new BpfException($"Filling a structure of operations {layout.TypeName}: the program '{function.Program}' for its member '{function.MemberName}' was not loaded; "
                    + $"load it too ({nameof(LoadOptions)}.{nameof(LoadOptions.Programs)}).");
            }

            long fd = ((KernelProgram)program).Handle.FileDescriptor;
            BitConverter.TryWriteBytes(value.AsSpan(function.Offset), fd);
        }

        return value;
    }
}
