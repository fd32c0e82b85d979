// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Where a program goes among those attached to the same hook: first, last, or beside another.</summary>
public sealed record AttachAnchor
{
    /// <summary><c>BPF_F_LINK</c>: the anchor is a link, not a program.</summary>
    private const uint LinkFlag = 1 << 13;

    /// <summary>All flags that have to do with a place.</summary>
    internal const uint Flags = (uint)(ProgramAttachFlags.Before | ProgramAttachFlags.After | ProgramAttachFlags.Id) | LinkFlag;

    private readonly ProgramAttachFlags _place;
    private readonly KernelProgram? _program;
    private readonly BpfLink? _link;
    private readonly uint _programId;
    private readonly uint _linkId;

    private AttachAnchor(ProgramAttachFlags place, KernelProgram? program = null, BpfLink? link = null, uint programId = 0, uint linkId = 0)
    {
        _place = place;
        _program = program;
        _link = link;
        _programId = programId;
        _linkId = linkId;
    }

    /// <summary>Before all that are there now.</summary>
    public static AttachAnchor First { get; } = new(ProgramAttachFlags.Before);

    /// <summary>After all that are there now.</summary>
    public static AttachAnchor Last { get; } = new(ProgramAttachFlags.After);

    /// <summary>Right before a program that is attached to the same hook.</summary>
    /// <param name="program">The program; it is open when attaching.</param>
    public static AttachAnchor Before(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new AttachAnchor(ProgramAttachFlags.Before, program: program);
    }

    /// <summary>Right before what a link attached to the same hook.</summary>
    /// <param name="link">The link; it is open when attaching.</param>
    public static AttachAnchor Before(BpfLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return new AttachAnchor(ProgramAttachFlags.Before, link: link);
    }

    /// <summary>Right before the program with a number.</summary>
    /// <param name="id">The number the kernel gave it, as <c>bpftool prog</c> shows it.</param>
    public static AttachAnchor BeforeProgram(uint id) => new(ProgramAttachFlags.Before, programId: id);

    /// <summary>Right before what the link with a number attached.</summary>
    /// <param name="id">The number the kernel gave it, as <c>bpftool link</c> shows it.</param>
    public static AttachAnchor BeforeLink(uint id) => new(ProgramAttachFlags.Before, linkId: id);

    /// <summary>Right after a program that is attached to the same hook.</summary>
    /// <param name="program">The program; it is open when attaching.</param>
    public static AttachAnchor After(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new AttachAnchor(ProgramAttachFlags.After, program: program);
    }

    /// <summary>Right after what a link attached to the same hook.</summary>
    /// <param name="link">The link; it is open when attaching.</param>
    public static AttachAnchor After(BpfLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return new AttachAnchor(ProgramAttachFlags.After, link: link);
    }

    /// <summary>Right after the program with a number.</summary>
    /// <param name="id">The number the kernel gave it, as <c>bpftool prog</c> shows it.</param>
    public static AttachAnchor AfterProgram(uint id) => new(ProgramAttachFlags.After, programId: id);

    /// <summary>Right after what the link with a number attached.</summary>
    /// <param name="id">The number the kernel gave it, as <c>bpftool link</c> shows it.</param>
    public static AttachAnchor AfterLink(uint id) => new(ProgramAttachFlags.After, linkId: id);

    /// <summary>The anchor in words: <c>first</c>, <c>before link 12</c>, <c>after program "count"</c>.</summary>
    public override string ToString()
    {
        string place = _place == ProgramAttachFlags.Before ? "before" : "after";
        if (_program is not null)
            return $"{place} program \"{_program.Name}\"";
        if (_link is not null)
            return $"{place} the link of \"{_link.Program?.Name}\"";
        if (_programId != 0)
            return string.Create(CultureInfo.InvariantCulture, $"{place} program {_programId}");
        return _linkId != 0 ? string.Create(CultureInfo.InvariantCulture, $"{place} link {_linkId}") : place == "before" ? "first" : "last";
    }

    /// <summary>The flags and the descriptor or number that the kernel takes.</summary>
    internal (uint Flags, uint FdOrId) ToKernel()
    {
        uint place = (uint)_place;
        if (_program is not null)
            return (place, (uint)_program.Handle.FileDescriptor);
        if (_link is not null)
            return (place | LinkFlag, (uint)_link.Handle.FileDescriptor);
        if (_programId != 0)
            return (place | (uint)ProgramAttachFlags.Id, _programId);
        return _linkId != 0 ? (place | LinkFlag | (uint)ProgramAttachFlags.Id, _linkId) : (place, 0);
    }
}
