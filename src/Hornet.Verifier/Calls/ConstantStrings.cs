// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Strings that are known when a program is verified: they lie in read-only maps.</summary>
internal sealed class ConstantStrings
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ConstantStrings(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks that a register points to a zero-terminated string in a frozen read-only map.</summary>
    public void Check(int register)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (pointer.Kind != ValueKind.MapValue)
            throw Refuse($"R{register} type={ValueNames.NameOf(in pointer)} expected=map_value");
        MapInfo map = _analysis.Program.Maps[pointer.MapIndex];
        if (map.Constants is not { } constants)
            throw Refuse($"R{register} does not point to a readonly map'");
        if (!pointer.HasFixedOffset)
            throw Refuse($"R{register} is not a constant address'");
        long offset = pointer.Offset + (long)pointer.Number.ConstantValue;
        if (offset < 0 || offset >= constants.Length)
            throw _analysis.Unsafe($"invalid access to map value, value_size={map.ValueSize} off={pointer.Offset} size={map.ValueSize - pointer.Offset}");
        if (constants.Span[(int)offset..].IndexOf((byte)0) < 0)
            throw Refuse($"string is not zero-terminated");
    }

    /// <summary>The string that a checked register points to, without its final zero.</summary>
    public ReadOnlySpan<byte> Read(int register)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        ReadOnlySpan<byte> bytes = _analysis.Program.Maps[pointer.MapIndex].Constants!.Value.Span[(pointer.Offset + (int)pointer.Number.ConstantValue)..];
        return bytes[..bytes.IndexOf((byte)0)];
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
