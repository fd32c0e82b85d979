// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Hornet.Seccomp;

/// <summary>A system call as filters see it: <c>struct seccomp_data</c> (linux/seccomp.h).</summary>
/// <param name="AuditValue">The value of <c>AUDIT_ARCH_</c>.</param>
/// <param name="Number">The number of the call.</param>
/// <param name="IsBigEndian">The byte order of the machine, which says where the halves of the arguments are.</param>
public readonly record struct SeccompCall(uint AuditValue, uint Number, bool IsBigEndian)
{
    /// <summary>The size of <c>struct seccomp_data</c>.</summary>
    internal const int Size = 64;

    private readonly SixArguments _arguments;

    /// <summary>Describes a call.</summary>
    /// <param name="architecture">The architecture it is made on.</param>
    /// <param name="number">Its number, as filters see it.</param>
    /// <param name="arguments">Its arguments, at most six; those that are missing are 0.</param>
    public SeccompCall(SeccompArchitecture architecture, uint number, params ReadOnlySpan<ulong> arguments)
        : this(Known(architecture).AuditValue, number, architecture.IsBigEndian) => arguments.CopyTo(_arguments);

    /// <summary>Where the call was made.</summary>
    public ulong InstructionPointer { get; init; }

    /// <summary>The arguments, six of them.</summary>
    [UnscopedRef]
    public ReadOnlySpan<ulong> Arguments => _arguments;

    /// <summary>The architecture; null for a value no architecture has.</summary>
    public SeccompArchitecture? Architecture
    {
        get
        {
            uint number = Number;
            ImmutableArray<SeccompArchitecture> found = SeccompArchitecture.WithAuditValue(AuditValue);
            return found.FirstOrDefault(a => a.NumberBit != 0 && (number & a.NumberBit) != 0) ?? found.FirstOrDefault(a => a.NumberBit == 0);
        }
    }

    /// <summary>Describes a call by its name.</summary>
    /// <param name="architecture">The architecture it is made on.</param>
    /// <param name="call">Its name, or a number.</param>
    /// <param name="arguments">Its arguments, at most six; those that are missing are 0.</param>
    /// <exception cref="SeccompPolicyException">The architecture has no such call.</exception>
    public static SeccompCall Create(SeccompArchitecture architecture, string call, params ReadOnlySpan<ulong> arguments)
    {
        if (uint.TryParse(call, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
            return new SeccompCall(architecture, number, arguments);
        return Known(architecture).TryGetCall(call, out SystemCall? known)
            ? new SeccompCall(architecture, known.Number, arguments)
            : throw new SeccompPolicyException($"There is no system call '{call}' on {architecture}.");
    }

    /// <summary>
    /// Writes the structure for the interpreter of packet filters, which reads words with their high byte first: each word of the structure, in whatever
    /// order the machine has it, is written so that reading gives its value.
    /// </summary>
    internal void Write(Span<byte> data)
    {
        Span<uint> words = stackalloc uint[Size / sizeof(uint)];
        words[0] = Number;
        words[1] = AuditValue;
        Split(InstructionPointer, words[2..]);
        for (int i = 0; i < 6; i++)
            Split(_arguments[i], words[(4 + (2 * i))..]);
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(data[(4 * i)..], words[i]);
    }

    private static SeccompArchitecture Known(SeccompArchitecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return architecture;
    }

    private void Split(ulong value, Span<uint> words)
    {
        words[IsBigEndian ? 1 : 0] = (uint)value;
        words[IsBigEndian ? 0 : 1] = (uint)(value >> 32);
    }

    [InlineArray(6)]
    private struct SixArguments
    {
        private ulong _first;
    }
}
