// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>The maps of an object while it is loaded: created or found again, filled, frozen.</summary>
internal sealed class ObjectMaps : IDisposable
{
    private readonly BpfObject _object;
    private readonly KernelLoadOptions _options;
    private readonly Dictionary<string, KernelMap> _maps = new(StringComparer.Ordinal);

    /// <summary>Prepares the maps of an object.</summary>
    public ObjectMaps(BpfObject bpfObject, KernelLoadOptions options)
    {
        _object = bpfObject;
        _options = options;
    }

    /// <summary>The maps that exist, in the order of the object.</summary>
    public IEnumerable<KernelMap> All => _object.Maps.Where(spec => _maps.ContainsKey(spec.Name)).Select(spec => _maps[spec.Name]);

    /// <summary>Finds a map by the name the object gives it.</summary>
    public KernelMap? Find(string name) => _maps.GetValueOrDefault(name);

    /// <summary>Creates the maps and fills in bytes; maps and programs that they refer to come with <see cref="FillReferences"/>.</summary>
    /// <param name="btf">The object's types in the kernel, or null.</param>
    public void Create(KernelBtf? btf)
    {
        foreach (MapSpec spec in _object.Maps.Where(spec => spec.AutoCreate))
        {
            if (_maps.ContainsKey(spec.Name))
                throw Error($"it has two maps with the name '{spec.Name}'");
            MapSpec wanted = Adapt(spec);
            using KernelMap? template = wanted.InnerMap is { } inner ? KernelMap.Create(inner, null, btf) : null;
            KernelMap map = KernelMap.Create(wanted, template, btf);
            _maps.Add(spec.Name, map);
            FillBytes(spec, map);
        }
    }

    /// <summary>Fills maps of maps and arrays of programs.</summary>
    public void FillReferences(IReadOnlyList<KernelProgram> programs)
    {
        foreach (MapSpec spec in _object.Maps)
        {
            foreach (MapInitialValue initial in spec.InitialValues.Where(initial => initial.Kind != MapInitialValueKind.Bytes))
            {
                int? fd = initial.Kind == MapInitialValueKind.Map
                    ? Find(initial.Target ?? "")?.Handle.FileDescriptor
                    : programs.FirstOrDefault(program => program.Name == initial.Target)?.Handle.FileDescriptor;
                if (fd is { } descriptor)
                    _maps[spec.Name].Update(initial.Key.AsSpan(), BitConverter.GetBytes(descriptor));
                else if (initial.Kind == MapInitialValueKind.Map || !_object.Programs.Any(program => program.Name == initial.Target))
                    throw Error($"the map '{spec.Name}' is to hold '{initial.Target}', which is not there");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KernelMap map in _maps.Values)
            map.Dispose();
    }

    /// <summary>Sizes that depend on the machine or the caller.</summary>
    private MapSpec Adapt(MapSpec spec)
    {
        if (_options.MaxEntries.TryGetValue(spec.Name, out uint entries))
            return spec with { MaxEntries = entries };
        return spec is { Type: MapType.PerfEventArray, MaxEntries: 0 } ? spec with { MaxEntries = (uint)PossibleCpus.Count } : spec;
    }

    private void FillBytes(MapSpec spec, KernelMap map)
    {
        bool isSection = spec.Variables.Length != 0;
        if (isSection)
        {
            byte[] section = new byte[spec.ValueSize];
            foreach (MapInitialValue initial in spec.InitialValues)
                initial.Value.AsSpan().CopyTo(section);
            foreach (VariableSpec variable in spec.Variables)
            {
                if (_options.Variables.TryGetValue(variable.Name, out ImmutableArray<byte> value))
                    value.AsSpan().CopyTo(section.AsSpan(variable.Offset));
            }

            map.Update(stackalloc byte[sizeof(uint)], section);
        }
        else
        {
            foreach (MapInitialValue initial in spec.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Bytes))
                map.Update(initial.Key.AsSpan(), initial.Value.AsSpan());
        }

        if (spec.IsReadOnlyData && map.TryFreeze() is not MapError.None and var error)
            throw new MapException("Freezing", spec.Name, error);
    }

    private BpfException Error(string message) => new($"Loading the object '{_object.Name}': {message}.");
}
