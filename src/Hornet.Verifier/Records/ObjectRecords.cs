// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>The special fields of what registers point to, each type parsed once.</summary>
internal sealed class ObjectRecords
{
    private readonly VerifiedProgram _program;
    private readonly Dictionary<(short BtfIndex, uint TypeId), RecordFields?> _parsed = [];

    /// <summary>Works on a program.</summary>
    public ObjectRecords(VerifiedProgram program) => _program = program;

    /// <summary>The special fields of a map value, or of an object of the program's own making; null where there are none.</summary>
    public RecordFields? Of(in RegisterState pointer) => pointer.Kind switch
    {
        ValueKind.MapValue => _program.Maps[pointer.MapIndex].Fields,
        ValueKind.BtfObject when pointer.Has(ValueFlags.Allocated) => Of(pointer.BtfIndex, pointer.TypeId),
        _ => null,
    };

    /// <summary>The special fields of a structure; null where there are none.</summary>
    public RecordFields? Of(short btfIndex, uint typeId)
    {
        if (_parsed.TryGetValue((btfIndex, typeId), out RecordFields? found))
            return found;
        RecordFields? fields = RecordParser.ParseObject(_program.Btfs, btfIndex, typeId);
        _parsed.Add((btfIndex, typeId), fields);
        return fields;
    }
}
