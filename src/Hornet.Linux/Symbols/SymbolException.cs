// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>A name could not be turned into an address, or an address into a name.</summary>
public sealed class SymbolException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done, to which file or symbol, why it failed and what to try.</param>
    public SymbolException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done, to which file or symbol, why it failed and what to try.</param>
    /// <param name="innerException">The cause.</param>
    public SymbolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
