// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;

namespace Hornet.Seccomp;

/// <summary>A classic program does what the kernel forbids filters of system calls.</summary>
public sealed class SeccompProgramException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="index">Which instruction is meant.</param>
    /// <param name="message">What it does.</param>
    public SeccompProgramException(int index, string message)
        : base(string.Create(CultureInfo.InvariantCulture, $"checking the seccomp program: instruction {index}: {message}")) => Index = index;

    /// <summary>Which instruction is meant, from 0.</summary>
    public int Index { get; }
}
