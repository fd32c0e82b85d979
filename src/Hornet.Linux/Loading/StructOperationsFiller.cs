// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Copies a structure of operations from the object's layout into the kernel's, member by member.</summary>
internal sealed class StructOperationsFiller
{
    private readonly MapSpec _map;
    private readonly Btf _local, _kernel;
    private readonly BtfStruct _localType, _kernelType;
    private readonly int _dataOffset;
    private readonly byte[] _source;

    /// <summary>Prepares to fill one structure.</summary>
    /// <param name="map">The object's map.</param>
    /// <param name="local">The object's types.</param>
    /// <param name="localType">The structure as the object knows it.</param>
    /// <param name="kernel">The types of the kernel or of a module.</param>
    /// <param name="kernelType">The structure as the kernel has it.</param>
    /// <param name="dataOffset">Where it is inside a value of the map.</param>
    /// <param name="valueSize">The size of a value.</param>
    public StructOperationsFiller(MapSpec map, Btf local, BtfStruct localType, Btf kernel, BtfStruct kernelType, int dataOffset, int valueSize)
    {
        _map = map;
        _local = local;
        _localType = localType;
        _kernel = kernel;
        _kernelType = kernelType;
        _dataOffset = dataOffset;
        Value = new byte[valueSize];
        _source = new byte[localType.Size];
        foreach (MapInitialValue initial in map.InitialValues)
            initial.Value.AsSpan().CopyTo(_source);
    }

    /// <summary>The value of the map.</summary>
    public byte[] Value { get; }

    /// <summary>The programs it refers to.</summary>
    public List<StructOperationsFunction> Functions { get; } = [];

    /// <summary>Programs of members that the kernel does not have.</summary>
    public List<string> Unusable { get; } = [];

    /// <summary>Fills the value.</summary>
    /// <exception cref="BpfException">A member does not fit the kernel's.</exception>
    public void Fill()
    {
        foreach (BtfMember member in _localType.Members)
        {
            int index = _kernelType.Members.IndexOf(_kernelType.Members.FirstOrDefault(candidate => candidate.Name == member.Name));
            if (index < 0 || _kernelType.Members[index].Name != member.Name)
                Skip(member);
            else
                Copy(member, index);
        }
    }

    private void Skip(BtfMember member)
    {
        // An object made for a newer kernel: what it leaves empty, and functions, an older one does without.
        if (Program(member) is { } program)
            Unusable.Add(program);
        else if (Bytes(member).ContainsAnyExcept((byte)0))
            throw Error($"its member '{member.Name}' is set, and this kernel's '{_kernelType.Name}' has no such member");
    }

    private void Copy(BtfMember member, int index)
    {
        BtfMember kernelMember = _kernelType.Members[index];
        if (member.IsBitfield || kernelMember.IsBitfield)
            throw Error($"its member '{member.Name}' is a bit field, which cannot be set");
        BtfKind kind = _local.KindOf(_local.Resolve(member.TypeId)), kernelKind = _kernel.KindOf(_kernel.Resolve(kernelMember.TypeId));
        if (kind != kernelKind)
            throw Error(string.Create(CultureInfo.InvariantCulture, $"its member '{member.Name}' is a {kind}, and this kernel's a {kernelKind}"));

        int offset = _dataOffset + (int)(kernelMember.BitOffset / 8);
        if (kind == BtfKind.Pointer)
        {
            CopyPointer(member, kernelMember, index, offset);
            return;
        }

        ReadOnlySpan<byte> bytes = Bytes(member);
        long size = _kernel.SizeOf(kernelMember.TypeId);
        if (bytes.Length != size)
            throw Error($"its member '{member.Name}' has {bytes.Length} bytes, and this kernel's {size}");
        bytes.CopyTo(Value.AsSpan(offset));
    }

    private void CopyPointer(BtfMember member, BtfMember kernelMember, int index, int offset)
    {
        if (Program(member) is not { } program)
            return; // pointers to anything else mean nothing to the kernel
        uint pointed = ((BtfPointer)_kernel[_kernel.Resolve(kernelMember.TypeId)]).TypeId;
        if (_kernel.KindOf(_kernel.Resolve(pointed)) != BtfKind.FunctionPrototype)
            throw Error($"its member '{member.Name}' is a function, and this kernel's is not");
        Functions.Add(new StructOperationsFunction(program, index, member.Name, offset));
    }

    private string? Program(BtfMember member)
    {
        var offset = (int)(member.BitOffset / 8);
        foreach (DataReference reference in _map.DataReferences)
        {
            if (reference.Kind == DataReferenceKind.Function && reference.Offset == offset)
                return reference.Name;
        }

        return null;
    }

    private ReadOnlySpan<byte> Bytes(BtfMember member) => _source.AsSpan((int)(member.BitOffset / 8), (int)_local.SizeOf(member.TypeId));

    private BpfException Error(string message) => new($"Loading the structure of operations '{_map.Name}': {message}.");
}
