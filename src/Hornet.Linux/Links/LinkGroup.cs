// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Linux;

/// <summary>Several attachments of one program that belong together: the events of all CPUs, the places of a probe. Disposing it detaches them all.</summary>
public sealed class LinkGroup : KernelLink
{
    private Action? _cleanUp;

    private LinkGroup(KernelProgram program, KernelTarget target, ImmutableArray<KernelLink> links, Action? cleanUp)
        : base(program, target)
    {
        Links = links;
        _cleanUp = cleanUp;
    }

    /// <summary>The attachments, in the order in which they were made.</summary>
    public ImmutableArray<KernelLink> Links { get; }

    /// <summary>Makes all attachments, or none.</summary>
    /// <param name="program">The program.</param>
    /// <param name="target">What they stand for together.</param>
    /// <param name="attachments">Each makes one, or answers null when there is nothing to attach to any more.</param>
    /// <param name="cleanUp">What is to be done after detaching, also when an attachment fails.</param>
    /// <exception cref="Bytecode.BpfException">An attachment failed; those made before it are undone.</exception>
    internal static LinkGroup Create(KernelProgram program, KernelTarget target, IEnumerable<Func<KernelLink?>> attachments, Action? cleanUp = null)
    {
        List<KernelLink> links = [];
        try
        {
            foreach (Func<KernelLink?> attach in attachments)
            {
                if (attach() is { } link)
                    links.Add(link);
            }

            return new LinkGroup(program, target, [.. links], cleanUp);
        }
        catch
        {
            links.ForEach(link => link.Dispose());
            cleanUp?.Invoke();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Pin(string path) => throw Cannot("pinned", $"its attachments have a kernel link each; pin those ({nameof(Links)})");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (KernelLink link in Links)
            link.Dispose();
        Interlocked.Exchange(ref _cleanUp, null)?.Invoke();
    }
}
