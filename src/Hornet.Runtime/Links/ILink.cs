// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>
/// A live attachment of a program. Disposing it detaches, unless something else keeps the attachment, such as a pin. Nothing detaches because an
/// object became garbage while the link was still referenced.
/// </summary>
public interface ILink : IDisposable
{
    /// <summary>The attached program; null for links without one, such as those of a structure of operations.</summary>
    LoadedProgram? Program { get; }

    /// <summary>What it is attached to.</summary>
    AttachTarget Target { get; }

    /// <summary>Replaces the attached program by another of the same type, without a moment in which none is attached.</summary>
    /// <param name="program">The new program, of the same host.</param>
    /// <exception cref="Bytecode.BpfException">This kind of link cannot be updated, or the host refused.</exception>
    void Update(LoadedProgram program);

    /// <summary>Detaches now, also where a pin or another process keeps the link itself.</summary>
    /// <exception cref="Bytecode.BpfException">This kind of link cannot be detached by force, or the host refused.</exception>
    void Detach();
}
