// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>A live attachment of a program. Disposing it detaches.</summary>
public interface ILink : IDisposable
{
    /// <summary>The attached program.</summary>
    LoadedProgram Program { get; }

    /// <summary>What it is attached to.</summary>
    AttachTarget Target { get; }
}
