// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <content>Programs that go over objects of the kernel.</content>
public sealed unsafe partial class KernelProgram
{
    /// <summary>Runs an iterator program once and answers what it wrote as text.</summary>
    /// <param name="target">What it goes over, or null where the program needs nothing.</param>
    /// <exception cref="Bytecode.BpfException">The program is no iterator, or the kernel refused.</exception>
    public string RunIterator(IteratorTarget? target = null)
    {
        using var link = (IteratorLink)Attach(target ?? new IteratorTarget());
        return link.ReadText();
    }

    /// <summary>Runs an iterator program once and answers what it wrote as values.</summary>
    /// <typeparam name="T">The type of what the program writes, laid out as in C.</typeparam>
    /// <param name="target">What it goes over, or null where the program needs nothing.</param>
    /// <exception cref="Bytecode.BpfException">The program is no iterator, the kernel refused, or the program wrote something else than whole values.</exception>
    public IReadOnlyList<T> RunIterator<T>(IteratorTarget? target = null)
        where T : unmanaged
    {
        using var link = (IteratorLink)Attach(target ?? new IteratorTarget());
        return [.. link.Read<T>()];
    }
}
