// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Describes functions in BTF, which the kernel wants before it takes lines and callbacks.</summary>
internal sealed class FunctionTypes
{
    private readonly BtfBuilder _builder = new();
    private readonly Dictionary<SsaType, uint> _types = [];
    private readonly Dictionary<Function, uint> _functions = [];

    /// <summary>The types so far.</summary>
    public Btf Build() => _builder.Build();

    /// <summary>The <c>FUNC</c> of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="isProgram">Whether it is a program's main function; others are static, so that they are verified where they are called.</param>
    public uint Of(Function function, bool isProgram)
    {
        if (_functions.TryGetValue(function, out uint known))
            return known;
        BtfParameter[] parameters = [.. function.Parameters.Select(parameter => new BtfParameter(Identifier(parameter.Name), TypeOf(parameter.Type)))];
        uint prototype = _builder.AddFunctionPrototype(TypeOf(function.ReturnType), parameters);
        uint id = _builder.AddFunction(Identifier(function.Name), prototype, isProgram ? BtfLinkage.Global : BtfLinkage.Static);
        _functions.Add(function, id);
        return id;
    }

    /// <summary>A name the kernel takes: letters, digits and underscores, not a digit first.</summary>
    public static string Identifier(string name)
    {
        string clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }

    private uint TypeOf(SsaType type)
    {
        if (type == SsaType.Void)
            return 0;
        if (!_types.TryGetValue(type, out uint id))
        {
            id = type switch
            {
                SsaType.Boolean => _builder.AddInt("_Bool", 1, BtfIntEncoding.Bool),
                SsaType.Int32 => _builder.AddInt("unsigned int", 4),
                SsaType.Int64 => _builder.AddInt("unsigned long long", 8),
                _ => _builder.AddPointer(0),
            };
            _types.Add(type, id);
        }

        return id;
    }
}
