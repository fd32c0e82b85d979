// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Loads one object into the kernel, step by step: types, maps, programs, references between them. Undoes everything when a step fails.</summary>
internal sealed class ObjectLoader
{
    private readonly BpfObject _object;
    private readonly KernelLoadOptions _options;
    private readonly LoadFeatures _features;

    /// <summary>Prepares to load an object.</summary>
    public ObjectLoader(BpfObject bpfObject, KernelLoadOptions options)
    {
        _object = bpfObject;
        _options = options;
        _features = options.EffectiveFeatures;
    }

    /// <summary>Loads the object.</summary>
    public KernelObject Load()
    {
        if (!_features.MemoryOfControlGroup)
            LockedMemory.RaiseLimit();
        if (_object.IsBigEndian == BitConverter.IsLittleEndian)
            throw new BpfException($"Loading the object '{_object.Name}': it was compiled for a {(_object.IsBigEndian ? "big" : "little")}-endian machine, and this one is not.");
        using var types = new KernelTypes();
        StructOperationsTypes structures = StructOperationsTypes.Find(_object, types);
        LoadRequest request = LoadRequest.Check(_object, _options, structures);
        KernelBtf? btf = null;
        var maps = new ObjectMaps(_object, _options, _features);
        List<KernelProgram> programs = [];
        try
        {
            btf = LoadTypes(request, out ProgramLines lines, out BpfSyscallException? refusal);
            maps.Create(btf, structures);
            var linker = new ObjectLinker(_object, _options, types, structures, maps);
            foreach (ProgramSpec spec in request.Programs)
                programs.Add(linker.Load(spec, btf, lines.Of(spec)));
            maps.FillPrograms(programs);
            var loaded = new KernelObject(_object, programs, maps.All, btf) { TypesRefusal = refusal, Structures = structures.Layouts, HasCookies = _features.Cookies };
            loaded.FillStructures();
            return loaded;
        }
        catch
        {
            foreach (KernelProgram program in programs)
                program.Dispose();
            maps.Undo();
            btf?.Dispose();
            throw;
        }
    }

    /// <summary>Hands the object's types to the kernel. Most objects work without, so a refusal is kept and told.</summary>
    private KernelBtf? LoadTypes(LoadRequest request, out ProgramLines lines, out BpfSyscallException? refusal)
    {
        refusal = null;
        lines = new ProgramLines(null, request.Programs);
        bool isNeeded = request.Programs.Any(program => program.Type is ProgramType.StructOperations or ProgramType.Extension);
        if (_object.Btf is not { } btf)
            return null;
        if (!_features.Btf)
        {
            return isNeeded
                ? throw new BpfException($"Loading the object '{_object.Name}': it needs type information in the kernel, which came with Linux 4.18 (CONFIG_DEBUG_INFO_BTF).")
                : null;
        }

        ObjectBtf types = PrepareTypes(btf, request);
        lines = new ProgramLines(types, request.Programs);
        types.Adapt(_features);
        try
        {
            return KernelBtf.Load(types.ToArray(), _options.Token);
        }
        catch (BpfSyscallException error) when (!isNeeded && error.Errno != SyscallErrors.NotPermitted)
        {
            refusal = error;
            return null;
        }
    }

    private static ObjectBtf PrepareTypes(Btf btf, LoadRequest request)
    {
        var types = new ObjectBtf(btf);
        types.RewriteExterns();
        types.RewriteEncodings();
        types.NameFunctions();
        foreach (FunctionInfo function in request.Programs.SelectMany(program => program.Functions.Skip(1)))
        {
            if (function.TypeId != 0 && !function.IsGlobal)
                types.MakeStatic(function.TypeId);
        }

        return types;
    }
}
