// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>Decides which functions are programs and of what kind, and links them.</summary>
internal sealed class ProgramReader(List<CodeSection> code, ReferenceResolver resolver, BtfExtension? extension, ExceptionCallbacks callbacks)
{
    private readonly ProgramLinker _linker = new(resolver, extension, callbacks);

    public IEnumerable<ProgramSpec> Read()
    {
        List<ElfFunction> mains = [];
        foreach (CodeSection section in code.Where(section => !section.IsText))
            mains.AddRange(Programs(section));

        // An object of .text alone, as assemblers make it, has its programs there.
        if (mains.Count == 0)
        {
            foreach (CodeSection section in code.Where(section => section.IsText))
                mains.AddRange(Programs(section));
        }

        foreach (ElfFunction main in mains)
            yield return _linker.Link(main, Describe(main, mains));
    }

    /// <summary>
    /// The programs of a section: its global functions, and static ones that nothing in the section calls. In <c>.text</c>, global functions
    /// that nothing calls; if every one is called, all of them.
    /// </summary>
    private List<ElfFunction> Programs(CodeSection section)
    {
        HashSet<int> called = section.InternalTargets(resolver);
        List<ElfFunction> programs =
            [.. section.Functions.Where(function => function.Count > 0 && ((!function.IsLocal && !section.IsText) || !called.Contains(function.Start)))];
        if (section.IsText && programs.Exists(function => !function.IsLocal))
            programs.RemoveAll(function => function.IsLocal);
        return programs.Count == 0 ? [.. section.Functions.Where(function => function.Count > 0)] : programs;
    }

    private static ProgramSpec Describe(ElfFunction main, List<ElfFunction> mains)
    {
        string section = main.Section.Name;
        bool autoLoad = !section.StartsWith('?');
        if (!autoLoad)
            section = section[1..];
        SectionName? name = SectionName.Match(section, out string? target);
        ProgramType type = name?.ProgramType ?? ProgramType.Unspec;
        if (name is null && LegacyMapReader.TryParseTailCallSection(section, out _, out _))
            type = TailCallType(mains);
        return new ProgramSpec
        {
            Name = main.Name,
            SectionName = section,
            Type = type,
            AttachType = name?.AttachType,
            AttachTarget = target,
            IsSleepable = name?.IsSleepable ?? false,
            IsXdpFragments = name?.IsXdpFragments ?? false,
            IsAttachTypeOptional = name?.IsAttachTypeOptional ?? false,
            AutoLoad = autoLoad,
            Instructions = [],
        };
    }

    /// <summary>What a program in a section named <c>map/slot</c> is: the same as the programs that tail-call it, if these are of one type.</summary>
    private static ProgramType TailCallType(List<ElfFunction> mains)
    {
        ProgramType[] types =
        [
            .. mains.Select(main => SectionName.Match(main.Section.Name, out _)?.ProgramType ?? ProgramType.Unspec)
                .Where(type => type != ProgramType.Unspec)
                .Distinct(),
        ];
        return types.Length == 1 ? types[0] : ProgramType.Unspec;
    }
}
