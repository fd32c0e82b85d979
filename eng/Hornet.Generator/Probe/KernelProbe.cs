// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hornet.Generator;

/// <summary>One answer of the kernel's verifier: whether it took the program, and what it said.</summary>
internal readonly record struct Answer(bool Accepted, int Errno, string Log);

/// <summary>A program type with a hook, as data/profiles.txt lists them.</summary>
internal sealed record Profile(string ProgramType, string AttachType, string Context, string? TargetKind, string? Target, bool Sleepable)
{
    public static IEnumerable<Profile> Parse(IEnumerable<string> lines) => DataFile.Meaningful(lines).Select(line =>
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int target = Array.IndexOf(words, "target");
        return new Profile(words[0], words[1], words[2], target < 0 ? null : words[target + 1], target < 0 ? null : words[target + 2],
            words.Contains("sleepable"));
    });
}

/// <summary>Loads small programs to learn what the running kernel allows. Needs root; attaches nothing.</summary>
internal sealed unsafe partial class KernelProbe
{
    private const int SysBpfX64 = 321, SysBpfArm64 = 280, ProgramLoad = 5;
    private const int LogSize = 64 * 1024;

    /// <summary>Asks the verifier about one program of 8-byte instructions.</summary>
    public static Answer Load(uint programType, uint attachType, uint attachTypeId, bool sleepable, ReadOnlySpan<ulong> instructions)
    {
        byte[] log = new byte[LogSize];
        Span<byte> attributes = stackalloc byte[168];
        attributes.Clear();
        fixed (ulong* code = instructions)
        fixed (byte* license = "GPL\0"u8)
        fixed (byte* logBuffer = log)
        fixed (byte* raw = attributes)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(attributes, programType);
            BinaryPrimitives.WriteInt32LittleEndian(attributes[4..], instructions.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[8..], (ulong)code);
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[16..], (ulong)license);
            BinaryPrimitives.WriteUInt32LittleEndian(attributes[24..], 2);
            BinaryPrimitives.WriteUInt32LittleEndian(attributes[28..], LogSize);
            BinaryPrimitives.WriteUInt64LittleEndian(attributes[32..], (ulong)logBuffer);
            BinaryPrimitives.WriteUInt32LittleEndian(attributes[44..], sleepable ? 16u : 0u);
            BinaryPrimitives.WriteUInt32LittleEndian(attributes[68..], attachType);
            BinaryPrimitives.WriteUInt32LittleEndian(attributes[108..], attachTypeId);
            long number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SysBpfArm64 : SysBpfX64;
            long fd = SystemCall(number, ProgramLoad, raw, (uint)attributes.Length);
            int errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (fd >= 0)
                _ = Close((int)fd);
            int end = Array.IndexOf(log, (byte)0);
            return new Answer(fd >= 0, errno, Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end));
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, int command, byte* attributes, uint size);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
