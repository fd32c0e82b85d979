// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// The base of every error Hornet reports about a program, an object, a map or the kernel. Derived types carry the data of the error;
/// messages start with what was being done.
/// </summary>
public class BpfException : Exception
{
    /// <summary>Creates an error with a message that starts with what was being done.</summary>
    public BpfException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error with a message that starts with what was being done, and its cause.</summary>
    public BpfException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
