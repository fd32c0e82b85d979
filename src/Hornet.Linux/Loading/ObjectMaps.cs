// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The maps of an object while it is loaded: created, found again or given by the caller; filled, frozen, pinned.</summary>
internal sealed class ObjectMaps : IDisposable
{
    private readonly BpfObject _object;
    private readonly KernelLoadOptions _options;
    private readonly LoadFeatures _features;
    private readonly MapPins _pins;
    private readonly Dictionary<string, KernelMap> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _absent = new(StringComparer.Ordinal);

    /// <summary>Prepares the maps of an object.</summary>
    public ObjectMaps(BpfObject bpfObject, KernelLoadOptions options, LoadFeatures features)
    {
        _object = bpfObject;
        _options = options;
        _features = features;
        _pins = new MapPins(options.PinPath);
    }

    /// <summary>The maps that exist, in the order of the object.</summary>
    public IEnumerable<KernelMap> All => _object.Maps.Where(spec => _maps.ContainsKey(spec.Name)).Select(spec => _maps[spec.Name]);

    /// <summary>Finds a map by the name the object gives it.</summary>
    public KernelMap? Find(string name) => _maps.GetValueOrDefault(name);

    /// <summary>Why a map of the object was not created, as the end of a sentence about it.</summary>
    public string WhyAbsent(string name) => _absent.GetValueOrDefault(name, "the object does not define it");

    /// <summary>Creates the maps and fills in bytes and other maps; programs come with <see cref="FillPrograms"/>.</summary>
    /// <param name="btf">The object's types in the kernel, or null.</param>
    /// <param name="structures">The kernel's side of structures of operations.</param>
    public void Create(KernelBtf? btf, StructOperationsTypes structures)
    {
        List<MapSpec> fresh = [];
        foreach (MapSpec spec in _object.Maps)
        {
            if (_maps.ContainsKey(spec.Name) || _absent.ContainsKey(spec.Name))
                throw Error($"it has two maps with the name '{spec.Name}'");
            if (Absence(spec) is { } reason)
            {
                _absent.Add(spec.Name, reason);
                continue;
            }

            KernelMap map = Obtain(spec, btf, structures, out bool isNew);
            if (!isNew)
                continue;
            fresh.Add(spec);
            new MapContents(_object, spec, _options).Fill(map);
        }

        // A map may hold one that comes behind it.
        foreach (MapSpec spec in fresh)
            FillMaps(spec);
    }

    /// <summary>Fills arrays of programs.</summary>
    public void FillPrograms(IReadOnlyList<KernelProgram> programs)
    {
        foreach (MapSpec spec in _object.Maps.Where(spec => _maps.ContainsKey(spec.Name)))
        {
            foreach (MapInitialValue initial in spec.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Program))
            {
                KernelProgram? program = programs.FirstOrDefault(program => program.Name == initial.Target);
                if (program is not null)
                    _maps[spec.Name].Update(initial.Key.AsSpan(), BitConverter.GetBytes(program.Handle.FileDescriptor));
                else if (!_object.Programs.Any(candidate => candidate.Name == initial.Target))
                    throw Error($"the map '{spec.Name}' is to hold the program '{initial.Target}', which is not there");
            }
        }
    }

    /// <summary>Closes the maps and takes back the pins that were made for them.</summary>
    public void Undo()
    {
        try
        {
            _pins.Undo();
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KernelMap map in _maps.Values)
            map.Dispose();
    }

    private string? Absence(MapSpec spec)
    {
        if (!spec.AutoCreate)
            return "the object says it is not to be created";
        bool isSection = !spec.Variables.IsEmpty || spec.IsReadOnlyData;
        return isSection && spec.Type == MapType.Array && !_features.GlobalData ? "this kernel has no global data (it came with Linux 5.2)" : null;
    }

    private KernelMap Obtain(MapSpec spec, KernelBtf? btf, StructOperationsTypes structures, out bool isNew)
    {
        isNew = false;
        MapSpec wanted = MapAdaption.Adapt(spec, _options.MaxEntries.TryGetValue(spec.Name, out uint entries) ? entries : null, _features);
        KernelMap? map;
        if (_options.Maps.TryGetValue(spec.Name, out KernelMap? given))
        {
            map = given.Duplicate(MapReuse.Check($"using another map as \"{spec.Name}\"", wanted, given.Handle));
        }
        else if (wanted.Pinning == PinMode.ByName)
        {
            map = _pins.TryReuse(wanted);
            while (map is null)
            {
                KernelMap created = Create(wanted, btf, structures);
                try
                {
                    if (_pins.TryPin(created))
                        map = created;
                    else
                        map = _pins.TryReuse(wanted); // or it vanished again
                    isNew = map == created;
                }
                finally
                {
                    if (map != created)
                        created.Dispose();
                }
            }
        }
        else
        {
            map = Create(wanted, btf, structures);
            isNew = true;
        }

        _maps.Add(spec.Name, map);
        return map;
    }

    private KernelMap Create(MapSpec spec, KernelBtf? btf, StructOperationsTypes structures)
    {
        using KernelMap? template = spec.InnerMap is { } inner ? Create(inner, btf, structures) : null;
        var creation = new MapCreation { InnerMap = template, Token = _options.Token, Name = _features.Names ? MapAdaption.KernelName(_object, spec) : "" };
        if (structures.Find(spec.Name) is { } structure)
        {
            MapSpec ofKernel = spec with { ValueSize = structure.ValueSize };
            return KernelMap.Create(ofKernel, creation with { Btf = btf, KernelValueTypeId = structure.ValueTypeId, KernelValueModule = structure.Module });
        }

        if (btf is null || !MapAdaption.TakesTypes(spec.Type) || (spec.KeyTypeId == 0 && spec.ValueTypeId == 0))
            return KernelMap.Create(spec, creation);
        int typed = KernelMap.TryCreate(spec, creation with { Btf = btf });
        if (typed >= 0)
            return KernelMap.Adopt(new BpfHandle(typed), spec);

        // Kernels differ in which kinds of maps and which types they take. If it is not the types, the error is that of the map without them.
        return KernelMap.Create(spec, creation);
    }

    private void FillMaps(MapSpec spec)
    {
        foreach (MapInitialValue initial in spec.InitialValues.Where(initial => initial.Kind == MapInitialValueKind.Map))
        {
            KernelMap inner = Find(initial.Target ?? "")
                ?? throw Error($"the map '{spec.Name}' is to hold the map '{initial.Target}': {WhyAbsent(initial.Target ?? "")}");
            _maps[spec.Name].Update(initial.Key.AsSpan(), BitConverter.GetBytes(inner.Handle.FileDescriptor));
        }
    }

    private BpfException Error(string message) => new($"Loading the object '{_object.Name}': {message}.");
}
