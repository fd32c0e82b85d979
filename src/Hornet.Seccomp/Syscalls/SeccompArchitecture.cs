// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Hornet.Seccomp;

/// <summary>
/// An architecture as seccomp tells them apart: a value of <c>AUDIT_ARCH_</c> (linux/audit.h), a byte order and a table of system calls. Two
/// architectures may share the value: x32 has that of x86_64, and its numbers have the bit 0x40000000.
/// </summary>
public sealed partial class SeccompArchitecture
{
    /// <summary>The bit that marks numbers of x32 (<c>__X32_SYSCALL_BIT</c>).</summary>
    internal const uint X32Bit = 0x4000_0000;

    private readonly Lazy<Tables> _tables;

    private SeccompArchitecture(string name, string profileName, string goName, string table, uint auditValue, uint numberBit = 0)
    {
        Name = name;
        ProfileName = profileName;
        GoName = goName;
        AuditValue = auditValue;
        NumberBit = numberBit;
        _tables = new Lazy<Tables>(() => Tables.Read(table, numberBit));
    }

    /// <summary>The name in policies and on the command line: <c>x86_64</c>, <c>aarch64</c>, …</summary>
    public string Name { get; }

    /// <summary>The name in OCI profiles: <c>SCMP_ARCH_X86_64</c>, …</summary>
    public string ProfileName { get; }

    /// <summary>The name in the conditions of Docker's profiles (Go's GOARCH): <c>amd64</c>, …</summary>
    public string GoName { get; }

    /// <summary>The value of <c>seccomp_data.arch</c>.</summary>
    public uint AuditValue { get; }

    /// <summary>Whether words of <c>seccomp_data</c> have their high byte first; then the high half of an argument is its first word.</summary>
    public bool IsBigEndian => (AuditValue & 0x4000_0000) == 0;

    /// <summary>Whether the audit value says so: arguments have 64 bits.</summary>
    public bool Is64Bit => (AuditValue & 0x8000_0000) != 0;

    /// <summary>The calls, in the order of their numbers.</summary>
    public ImmutableArray<SystemCall> SystemCalls => _tables.Value.Calls;

    /// <summary>The bit that all numbers have, or 0.</summary>
    internal uint NumberBit { get; }

    /// <summary>The architecture of this process.</summary>
    /// <exception cref="PlatformNotSupportedException">It has no table.</exception>
    public static SeccompArchitecture Current => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.X86 => X86,
        Architecture.Arm64 => Arm64,
        Architecture.Arm or Architecture.Armv6 => Arm,
        Architecture.S390x => S390x,
        Architecture.LoongArch64 => LoongArch64,
        Architecture.Ppc64le => PowerPC64LittleEndian,
        Architecture.RiscV64 => RiscV64,
        Architecture other => throw new PlatformNotSupportedException($"Looking for system calls: there is no table for {other}."),
    };

    /// <summary>Finds an architecture by its name here, in OCI profiles (<c>SCMP_ARCH_X86_64</c>) or in Go (<c>amd64</c>).</summary>
    /// <param name="name">The name; case does not matter.</param>
    /// <param name="architecture">The architecture.</param>
    public static bool TryParse(string name, [NotNullWhen(true)] out SeccompArchitecture? architecture)
    {
        architecture = All.FirstOrDefault(a => name.Equals(a.Name, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(a => name.Equals(a.ProfileName, StringComparison.OrdinalIgnoreCase) || name.Equals(a.GoName, StringComparison.OrdinalIgnoreCase));
        return architecture is not null;
    }

    /// <summary>The architectures with an audit value; none, one or two.</summary>
    /// <param name="auditValue">The value of <c>seccomp_data.arch</c>.</param>
    public static ImmutableArray<SeccompArchitecture> WithAuditValue(uint auditValue) => [.. All.Where(a => a.AuditValue == auditValue)];

    /// <summary>Finds a call by its name.</summary>
    /// <param name="name">The kernel's name.</param>
    /// <param name="call">The call.</param>
    public bool TryGetCall(string name, [NotNullWhen(true)] out SystemCall? call) => _tables.Value.ByName.TryGetValue(name, out call);

    /// <summary>Finds a call by its number.</summary>
    /// <param name="number">The number as filters see it.</param>
    /// <param name="call">The call.</param>
    public bool TryGetCall(uint number, [NotNullWhen(true)] out SystemCall? call) => _tables.Value.ByNumber.TryGetValue(number, out call);

    /// <summary>The name of a call, or its number where it has none.</summary>
    /// <param name="number">The number as filters see it.</param>
    public string NameOf(uint number) => TryGetCall(number, out SystemCall? call) ? call.Name : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private sealed record Tables(ImmutableArray<SystemCall> Calls, Dictionary<string, SystemCall> ByName, Dictionary<uint, SystemCall> ByNumber)
    {
        public static Tables Read(string table, uint bit)
        {
            ReadOnlySpan<int> pairs = SystemCallData.Calls(table);
            ImmutableArray<SystemCall>.Builder calls = ImmutableArray.CreateBuilder<SystemCall>(pairs.Length / 2);
            for (int i = 0; i < pairs.Length; i += 2)
            {
                string[] words = SystemCallData.Signatures[pairs[i + 1]].Split(' ');
                calls.Add(new SystemCall(words[0], (uint)pairs[i] | bit, words is [_, "?"] ? default : [.. words[1..]]));
            }

            ImmutableArray<SystemCall> all = calls.MoveToImmutable();

            // An old call may have its number under two names; the first is what listings show.
            Dictionary<uint, SystemCall> byNumber = [];
            foreach (SystemCall call in all)
                byNumber.TryAdd(call.Number, call);
            return new Tables(all, all.ToDictionary(call => call.Name, StringComparer.Ordinal), byNumber);
        }
    }
}
