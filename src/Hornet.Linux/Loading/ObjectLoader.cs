// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Loads one object into the kernel, step by step: types, maps, programs, references between them. Undoes everything when a step fails.</summary>
internal sealed class ObjectLoader
{
    private readonly BpfObject _object;
    private readonly KernelLoadOptions _options;

    /// <summary>Prepares to load an object.</summary>
    public ObjectLoader(BpfObject bpfObject, KernelLoadOptions options)
    {
        _object = bpfObject;
        _options = options;
    }

    /// <summary>Loads the object.</summary>
    public KernelObject Load()
    {
        if (_object.IsBigEndian == BitConverter.IsLittleEndian)
            throw new BpfException($"Loading the object '{_object.Name}': it was compiled for a {(_object.IsBigEndian ? "big" : "little")}-endian machine, and this one is not.");
        LoadRequest request = LoadRequest.Check(_object, _options);
        using var types = new KernelTypes();
        KernelBtf? btf = null;
        var maps = new ObjectMaps(_object, _options);
        List<KernelProgram> programs = [];
        try
        {
            ObjectBtf? objectTypes = _object.Btf is null ? null : PrepareTypes(_object.Btf, request);
            ProgramLines lines = new(objectTypes, request.Programs);
            if (objectTypes is not null)
                btf = KernelBtf.Load(objectTypes.ToArray());
            maps.Create(btf);
            var linker = new ObjectLinker(_object, _options, types, maps);
            foreach (ProgramSpec spec in request.Programs)
                programs.Add(linker.Load(spec, btf, lines.Of(spec)));
            maps.FillReferences(programs);
            return new KernelObject(_object, programs, maps.All, btf);
        }
        catch
        {
            foreach (KernelProgram program in programs)
                program.Dispose();
            maps.Dispose();
            btf?.Dispose();
            throw;
        }
    }

    private static ObjectBtf PrepareTypes(Btf btf, LoadRequest request)
    {
        var types = new ObjectBtf(btf);
        types.RewriteExterns();
        foreach (FunctionInfo function in request.Programs.SelectMany(program => program.Functions.Skip(1)))
        {
            if (function.TypeId != 0 && !function.IsGlobal)
                types.MakeStatic(function.TypeId);
        }

        return types;
    }
}
