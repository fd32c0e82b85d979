// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Hornet.Objects;

/// <summary>
/// Prints types one by one as they are stored, ids and all: the text of <c>bpftool btf dump … format raw</c> and the JSON of
/// <c>bpftool -j btf dump …</c>.
/// </summary>
public static class BtfRawPrinter
{
    private const string Anonymous = "(anon)";

    /// <summary>Prints types as text, one line each, and a line for each part, which starts with a tab.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="btf">The types.</param>
    /// <param name="ids">Which; null for all of the BTF's own.</param>
    /// <exception cref="ObjectFormatException">A record is damaged.</exception>
    public static void Write(TextWriter writer, Btf btf, IEnumerable<uint>? ids = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(btf);
        foreach (BtfType type in Selected(btf, ids))
            Write(writer, btf, type);
    }

    /// <summary>Prints types as one JSON object, <c>{"types": […]}</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="btf">The types.</param>
    /// <param name="ids">Which; null for all of the BTF's own.</param>
    /// <exception cref="ObjectFormatException">A record is damaged.</exception>
    public static void WriteJson(Utf8JsonWriter writer, Btf btf, IEnumerable<uint>? ids = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(btf);
        writer.WriteStartObject();
        writer.WriteStartArray("types");
        foreach (BtfType type in Selected(btf, ids))
            WriteJson(writer, type);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static IEnumerable<BtfType> Selected(Btf btf, IEnumerable<uint>? ids) => ids is null ? btf.OwnTypes : ids.Select(id => btf[id]);

    private static string NameOr(string name) => name.Length == 0 ? Anonymous : name;

    private static string Encoding(BtfIntEncoding encoding) => encoding switch
    {
        BtfIntEncoding.None => "(none)",
        BtfIntEncoding.Signed => "SIGNED",
        BtfIntEncoding.Char => "CHAR",
        BtfIntEncoding.Bool => "BOOL",
        _ => "UNKN",
    };

    private static string Linkage(BtfLinkage linkage) => linkage switch
    {
        BtfLinkage.Static => "static",
        BtfLinkage.Global => "global",
        BtfLinkage.Extern => "extern",
        _ => "(unknown)",
    };

    private static void Write(TextWriter writer, Btf btf, BtfType type)
    {
        writer.Write($"[{type.Id}] {type.Kind.ToText()} '{NameOr(type.Name)}'");
        switch (type)
        {
            case BtfInt x:
                writer.Write($" size={x.Size} bits_offset={x.BitOffset} nr_bits={x.BitCount} encoding={Encoding(x.Encoding)}");
                break;
            case BtfPointer x: writer.Write($" type_id={x.TypeId}"); break;
            case BtfModifier x: writer.Write($" type_id={x.TypeId}"); break;
            case BtfTypedef x: writer.Write($" type_id={x.TypeId}"); break;
            case BtfTypeTag x: writer.Write($" type_id={x.TypeId}"); break;
            case BtfArray x: writer.Write($" type_id={x.ElementTypeId} index_type_id={x.IndexTypeId} nr_elems={x.Length}"); break;
            case BtfStruct x:
                writer.Write($" size={x.Size} vlen={x.Members.Length}");
                foreach (BtfMember member in x.Members)
                {
                    writer.Write($"\n\t'{NameOr(member.Name)}' type_id={member.TypeId} bits_offset={member.BitOffset}");
                    if (member.IsBitfield)
                        writer.Write($" bitfield_size={member.BitfieldSize}");
                }

                break;
            case BtfEnum x:
                writer.Write($" encoding={(x.IsSigned ? "SIGNED" : "UNSIGNED")} size={x.Size} vlen={x.Values.Length}");
                string suffix = !x.Is64Bit ? "" : x.IsSigned ? "LL" : "ULL";
                foreach (BtfEnumValue value in x.Values)
                    writer.Write($"\n\t'{NameOr(value.Name)}' val={Value(x, value)}{suffix}");
                break;
            case BtfForward x: writer.Write($" fwd_kind={(x.IsUnion ? "union" : "struct")}"); break;
            case BtfFunction x: writer.Write($" type_id={x.TypeId} linkage={Linkage(x.Linkage)}"); break;
            case BtfFunctionPrototype x:
                writer.Write($" ret_type_id={x.ReturnTypeId} vlen={x.Parameters.Length}");
                foreach (BtfParameter parameter in x.Parameters)
                    writer.Write($"\n\t'{NameOr(parameter.Name)}' type_id={parameter.TypeId}");
                break;
            case BtfVariable x: writer.Write($" type_id={x.TypeId}, linkage={Linkage(x.Linkage)}"); break;
            case BtfDataSection x:
                writer.Write($" size={x.Size} vlen={x.Variables.Length}");
                foreach (BtfSectionVariable variable in x.Variables)
                {
                    writer.Write($"\n\ttype_id={variable.TypeId} offset={variable.Offset} size={variable.Size}");
                    BtfType named = btf[variable.TypeId];
                    if (named is BtfVariable or BtfFunction)
                        writer.Write($" ({named.Kind.ToText()} '{NameOr(named.Name)}')");
                }

                break;
            case BtfFloat x: writer.Write($" size={x.Size}"); break;
            case BtfDeclarationTag x: writer.Write($" type_id={x.TypeId} component_idx={x.ComponentIndex}"); break;
        }

        writer.Write('\n');
    }

    private static string Value(BtfEnum type, BtfEnumValue value) =>
        type.IsSigned ? $"{value.Value}" : $"{(ulong)value.Value}";

    private static void WriteJson(Utf8JsonWriter writer, BtfType type)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", type.Id);
        writer.WriteString("kind", type.Kind.ToText());
        writer.WriteString("name", NameOr(type.Name));
        switch (type)
        {
            case BtfInt x:
                writer.WriteNumber("size", x.Size);
                writer.WriteNumber("bits_offset", x.BitOffset);
                writer.WriteNumber("nr_bits", x.BitCount);
                writer.WriteString("encoding", Encoding(x.Encoding));
                break;
            case BtfPointer x: writer.WriteNumber("type_id", x.TypeId); break;
            case BtfModifier x: writer.WriteNumber("type_id", x.TypeId); break;
            case BtfTypedef x: writer.WriteNumber("type_id", x.TypeId); break;
            case BtfTypeTag x: writer.WriteNumber("type_id", x.TypeId); break;
            case BtfArray x:
                writer.WriteNumber("type_id", x.ElementTypeId);
                writer.WriteNumber("index_type_id", x.IndexTypeId);
                writer.WriteNumber("nr_elems", x.Length);
                break;
            case BtfStruct x: WriteJson(writer, x); break;
            case BtfEnum x: WriteJson(writer, x); break;
            case BtfForward x: writer.WriteString("fwd_kind", x.IsUnion ? "union" : "struct"); break;
            case BtfFunction x:
                writer.WriteNumber("type_id", x.TypeId);
                writer.WriteString("linkage", Linkage(x.Linkage));
                break;
            case BtfFunctionPrototype x: WriteJson(writer, x); break;
            case BtfVariable x:
                writer.WriteNumber("type_id", x.TypeId);
                writer.WriteString("linkage", Linkage(x.Linkage));
                break;
            case BtfDataSection x: WriteJson(writer, x); break;
            case BtfFloat x: writer.WriteNumber("size", x.Size); break;
            case BtfDeclarationTag x:
                writer.WriteNumber("type_id", x.TypeId);
                writer.WriteNumber("component_idx", x.ComponentIndex);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter writer, BtfStruct type)
    {
        writer.WriteNumber("size", type.Size);
        writer.WriteNumber("vlen", type.Members.Length);
        writer.WriteStartArray("members");
        foreach (BtfMember member in type.Members)
        {
            writer.WriteStartObject();
            writer.WriteString("name", NameOr(member.Name));
            writer.WriteNumber("type_id", member.TypeId);
            writer.WriteNumber("bits_offset", member.BitOffset);
            if (member.IsBitfield)
                writer.WriteNumber("bitfield_size", member.BitfieldSize);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteJson(Utf8JsonWriter writer, BtfEnum type)
    {
        writer.WriteString("encoding", type.IsSigned ? "SIGNED" : "UNSIGNED");
        writer.WriteNumber("size", type.Size);
        writer.WriteNumber("vlen", type.Values.Length);
        writer.WriteStartArray("values");
        foreach (BtfEnumValue value in type.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("name", NameOr(value.Name));
            if (type.IsSigned)
                writer.WriteNumber("val", value.Value);
            else
                writer.WriteNumber("val", (ulong)value.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteJson(Utf8JsonWriter writer, BtfFunctionPrototype type)
    {
        writer.WriteNumber("ret_type_id", type.ReturnTypeId);
        writer.WriteNumber("vlen", type.Parameters.Length);
        writer.WriteStartArray("params");
        foreach (BtfParameter parameter in type.Parameters)
        {
            writer.WriteStartObject();
            writer.WriteString("name", NameOr(parameter.Name));
            writer.WriteNumber("type_id", parameter.TypeId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteJson(Utf8JsonWriter writer, BtfDataSection type)
    {
        writer.WriteNumber("size", type.Size);
        writer.WriteNumber("vlen", type.Variables.Length);
        writer.WriteStartArray("vars");
        foreach (BtfSectionVariable variable in type.Variables)
        {
            writer.WriteStartObject();
            writer.WriteNumber("type_id", variable.TypeId);
            writer.WriteNumber("offset", variable.Offset);
            writer.WriteNumber("size", variable.Size);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
