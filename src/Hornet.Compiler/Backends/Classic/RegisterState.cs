// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Passes.Filters;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>Which terms the registers and the scratch memory are known to hold.</summary>
internal sealed class RegisterState
{
    /// <summary>What A holds; null for what is not known.</summary>
    public Term? A { get; set; }

    /// <summary>What X holds.</summary>
    public Term? X { get; set; }

    /// <summary>What each word of scratch memory holds.</summary>
    public Term?[] Memory { get; private init; } = new Term?[ClassicOpcodes.MemoryWords];

    /// <summary>The same, to be changed apart.</summary>
    public RegisterState Clone() => new() { A = A, X = X, Memory = (Term?[])Memory.Clone() };

    /// <summary>Forgets what another does not know as well.</summary>
    public void Meet(RegisterState other)
    {
        A = A == other.A ? A : null;
        X = X == other.X ? X : null;
        for (int i = 0; i < Memory.Length; i++)
            Memory[i] = Memory[i] == other.Memory[i] ? Memory[i] : null;
    }
}
