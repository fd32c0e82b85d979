// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Hornet.Objects;

namespace Hornet.Verification.Corpus;

/// <summary>The types of a case, declared in a small part of C: structures of numbers, arrays, other structures and tagged pointers; prototypes.</summary>
internal sealed partial class CaseTypes
{
    private readonly BtfBuilder _builder = new();
    private readonly Dictionary<string, (uint Id, uint Size)> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (uint Id, bool IsGlobal)> _functions = new(StringComparer.Ordinal);

    /// <summary>Whether anything was declared.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The types.</summary>
    public Btf Build() => _builder.Build();

    /// <summary>Puts numbers of types in the place of <c>typeof(NAME)</c>.</summary>
    public string Number(string code) =>
        TypeOf().Replace(code, match => Find(match.Groups[1].Value).ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The number of a type by its name.</summary>
    public uint Find(string name) => TryFind(name, out uint id, out _) ? id : throw new FormatException($"there is no type '{name}'");

    /// <summary>Finds a type by its name, without <c>struct</c>.</summary>
    public bool TryFind(string name, out uint id, out uint size)
    {
        if (!_named.TryGetValue(name, out (uint Id, uint Size) found) && !TryMakeKnown(name, out found))
        {
            (id, size) = (0, 0);
            return false;
        }

        IsUsed = true;
        (id, size) = found;
        return true;
    }

    /// <summary>Declares a structure: <c>element { struct bpf_spin_lock lock; u32 count; struct task_struct __kptr *task; }</c>.</summary>
    public void AddStruct(string text)
    {
        string name = text[..text.IndexOf(' ', StringComparison.Ordinal)];
        string body = text[(text.IndexOf('{', StringComparison.Ordinal) + 1)..text.LastIndexOf('}')];
        var members = new List<BtfMember>();
        var tags = new List<(int Member, string Tag)>();
        uint offset = 0;
        uint alignment = 1;
        foreach (string declaration in body.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string text2 = ContainsTag().Replace(declaration, match =>
            {
                tags.Add((members.Count, $"contains:{match.Groups[1].Value}:{match.Groups[2].Value}"));
                return "";
            });
            (string member, uint type, uint size) = Declare(text2);
            uint natural = Math.Min(8, size % 8 == 0 ? 8 : size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1u);
            if (ArrayLength().Match(text2) is { Success: true } match2)
                natural = Math.Min(natural, size / uint.Parse(match2.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
            offset = (offset + natural - 1) / natural * natural;
            alignment = Math.Max(alignment, natural);
            members.Add(new BtfMember(member, type, offset * 8, 0));
            offset += size;
        }

        uint total = (offset + alignment - 1) / alignment * alignment;
        uint id = _builder.AddStruct(name, total, [.. members]);
        foreach ((int member, string tag) in tags)
            _builder.Add(new BtfDeclarationTag(0, tag, id, member));
        _named.Add(name, (id, total));
        IsUsed = true;
    }

    /// <summary>Declares a function of the program: <c>static long callback(u32 index, void *context)</c>.</summary>
    public void AddFunction(string text)
    {
        Match match = Prototype().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is no prototype");
        (string name, uint result, _) = Declare(match.Groups["result"].Value);
        var parameters = new List<BtfParameter>();
        var tags = new List<(int Parameter, string Tag)>();
        foreach (string parameter in match.Groups["parameters"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (parameter == "void")
                continue;
            string plain = ArgumentTag().Replace(parameter, tag =>
            {
                tags.Add((parameters.Count, "arg:" + tag.Groups[1].Value));
                return "";
            });
            (string parameterName, uint type, _) = Declare(plain);
            parameters.Add(new BtfParameter(parameterName, type));
        }

        bool isGlobal = !match.Groups["static"].Success;
        uint id = _builder.AddFunction(name, _builder.AddFunctionPrototype(result, [.. parameters]), isGlobal ? BtfLinkage.Global : BtfLinkage.Static);
        foreach ((int parameter, string tag) in tags)
            _builder.Add(new BtfDeclarationTag(0, tag, id, parameter));
        _functions.Add(name, (id, isGlobal));
        IsUsed = true;
    }

    /// <summary>The type of a function; one that was not declared is static and takes nothing.</summary>
    public FunctionInfo Function(int instruction, string name)
    {
        if (!_functions.ContainsKey(name))
            AddFunction(instruction == 0 ? $"int {name}(void *context)" : $"static long {name}(void)");
        (uint id, bool isGlobal) = _functions[name];
        return new FunctionInfo(instruction, name, id, isGlobal);
    }

    /// <summary>The name, type and size of a declared member, parameter or function.</summary>
    private (string Name, uint Type, uint Size) Declare(string text)
    {
        Match match = Declaration().Match(text.Trim());
        if (!match.Success)
            throw new FormatException($"'{text}' declares nothing that is understood here");
        string typeName = match.Groups["type"].Value;
        uint type = 0;
        uint size = 0;
        if (typeName != "void" && !TryFind(typeName, out type, out size))
        {
            if (!match.Groups["struct"].Success || !match.Groups["pointer"].Success)
                throw new FormatException($"there is no type '{typeName}'");
            type = _builder.AddForward(typeName);
            _named.Add(typeName, (type, 0));
        }

        if (match.Groups["const"].Success)
            type = _builder.AddModifier(BtfKind.Const, type);
        if (match.Groups["tag"].Success)
            type = _builder.Add(new BtfTypeTag(0, match.Groups["tag"].Value, type));
        foreach (char _ in match.Groups["pointer"].Value.Where(character => character == '*'))
            (type, size) = (_builder.AddPointer(type), 8);
        if (match.Groups["length"].Success)
        {
            uint length = uint.Parse(match.Groups["length"].Value, System.Globalization.CultureInfo.InvariantCulture);
            (type, size) = (_builder.AddArray(type, Find("u32"), length), size * length);
        }

        return (match.Groups["name"].Value, type, size);
    }

    /// <summary>The numbers, and the kernel's structures that programs declare by name.</summary>
    private bool TryMakeKnown(string name, out (uint Id, uint Size) type)
    {
        type = name switch
        {
            "u8" => (_builder.AddInt("unsigned char", 1), 1),
            "u16" => (_builder.AddInt("unsigned short", 2), 2),
            "u32" => (_builder.AddInt("unsigned int", 4), 4),
            "int" => (_builder.AddInt("int", 4, BtfIntEncoding.Signed), 4),
            "u64" => (_builder.AddInt("unsigned long", 8), 8),
            "long" => (_builder.AddInt("long", 8, BtfIntEncoding.Signed), 8),
            "bpf_spin_lock" or "bpf_res_spin_lock" or "bpf_refcount" => Opaque(name, "u32", 1),
            "bpf_timer" or "bpf_wq" or "bpf_list_head" or "bpf_rb_root" or "bpf_dynptr" => Opaque(name, "u64", 2),
            "bpf_task_work" => Opaque(name, "u64", 1),
            "bpf_list_node" => Opaque(name, "u64", 3),
            "bpf_rb_node" => Opaque(name, "u64", 4),
            _ => default,
        };
        if (type.Id != 0)
            _named.Add(name, type);
        return type.Id != 0;
    }

    private (uint Id, uint Size) Opaque(string name, string element, uint count)
    {
        TryFind(element, out uint id, out uint size);
        uint type = count == 1 ? id : _builder.AddArray(id, Find("u32"), count);
        return (_builder.AddStruct(name, size * count, new BtfMember("opaque", type, 0, 0)), size * count);
    }

    [GeneratedRegex(@"^(?<static>static\s+)?(?<result>[^(]+)\((?<parameters>.*)\)$")]
    private static partial Regex Prototype();

    [GeneratedRegex(@"^(?<const>const\s+)?(?<struct>struct\s+)?(?<type>\w+)\s+(?:__(?<tag>(?!\w*\()\w+)\s+)?(?<pointer>\**\s*)(?<name>\w+)(?:\[(?<length>\d+)\])?$")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\s*__contains\((\w+),\s*(\w+)\)")]
    private static partial Regex ContainsTag();

    [GeneratedRegex(@"\s*\b__arg_(\w+)")]
    private static partial Regex ArgumentTag();

    [GeneratedRegex(@"\btypeof\((\w+)\)")]
    private static partial Regex TypeOf();

    [GeneratedRegex(@"\[(\d+)\]$")]
    private static partial Regex ArrayLength();
}
