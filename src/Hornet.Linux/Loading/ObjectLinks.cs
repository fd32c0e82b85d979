// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace Hornet.Linux;

/// <summary>The attachments of an object's programs and structures (<see cref="KernelObject.AttachAll"/>). Disposing it detaches them all, the last first.</summary>
public sealed class ObjectLinks : IReadOnlyList<KernelLink>, IDisposable
{
    private readonly List<KernelLink> _links;

    internal ObjectLinks(List<KernelLink> links, IReadOnlyList<string> withoutTarget)
    {
        _links = links;
        WithoutTarget = withoutTarget;
    }

    /// <summary>The names of loaded programs that were not attached, since their section names no place: those for an interface, a cgroup, a socket, or to be called.</summary>
    public IReadOnlyList<string> WithoutTarget { get; }

    /// <inheritdoc/>
    public int Count => _links.Count;

    /// <inheritdoc/>
    public KernelLink this[int index] => _links[index];

    /// <inheritdoc/>
    public IEnumerator<KernelLink> GetEnumerator() => _links.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = _links.Count - 1; i >= 0; i--)
            _links[i].Dispose();
    }
}
