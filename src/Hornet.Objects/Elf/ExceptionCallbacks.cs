// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>
/// The exception callbacks of programs: functions that nothing calls, which a program's main function names in a tag (<c>__exception_cb</c> of
/// the kernel's <c>bpf_experimental.h</c>), and which belong to the program all the same.
/// </summary>
internal sealed class ExceptionCallbacks
{
    private const string TagPrefix = "exception_callback:";

    private readonly BtfExtension? _extension;
    private readonly Dictionary<uint, string> _names = [];
    private readonly Dictionary<string, ElfFunction> _functions = new(StringComparer.Ordinal);

    /// <summary>Reads the tags of an object.</summary>
    /// <param name="btf">Its types, or null.</param>
    /// <param name="code">Its code.</param>
    /// <param name="extension">The types of its functions, or null.</param>
    public ExceptionCallbacks(Btf? btf, List<CodeSection> code, BtfExtension? extension)
    {
        _extension = extension;
        if (btf is null || extension is null)
            return;
        for (uint id = btf.FirstId; id < btf.TypeCount; id++)
        {
            if (btf.KindOf(id) == BtfKind.DeclarationTag && btf[id] is BtfDeclarationTag { ComponentIndex: -1 } tag && tag.Name.StartsWith(TagPrefix, StringComparison.Ordinal))
                _names.TryAdd(tag.TypeId, tag.Name[TagPrefix.Length..]);
        }

        if (_names.Count == 0)
            return;
        foreach (ElfFunction function in code.SelectMany(section => section.Functions))
            _functions.TryAdd(function.Name, function);
    }

    /// <summary>The exception callback of a program, or null.</summary>
    /// <param name="main">Its main function.</param>
    public ElfFunction? Find(ElfFunction main)
    {
        if (_names.Count == 0 || !_names.TryGetValue(_extension!.FunctionType(main.Section.Name, main.Start), out string? name))
            return null;
        return _functions.GetValueOrDefault(name) is { Count: > 0 } callback && callback != main ? callback : null;
    }
}
