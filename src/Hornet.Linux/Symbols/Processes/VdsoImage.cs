// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Linux;

/// <summary>The small library that the kernel maps into every process (vdso(7)); it is in no file, so it is read from memory.</summary>
internal static class VdsoImage
{
    private const ulong LargestImage = 1 << 20;

    /// <summary>Its symbols, from the process's memory or, where that may not be read, from this process's; null where neither has it.</summary>
    public static UserSymbols? TryLoad(int processId, in ProcessMapping mapping) => TryRead(processId, mapping) ?? TryReadOwn();

    private static UserSymbols? TryReadOwn()
    {
        foreach (ProcessMapping mapping in ProcessMaps.Read(Environment.ProcessId).Mappings)
        {
            if (mapping.Path == "[vdso]")
                return TryRead(Environment.ProcessId, mapping);
        }

        return null;
    }

    private static UserSymbols? TryRead(int processId, in ProcessMapping mapping)
    {
        ulong size = mapping.End - mapping.Start;
        if (size > LargestImage)
            return null;
        try
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/mem");
            using SafeFileHandle memory = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[size];
            if (RandomAccess.Read(memory, bytes, (long)mapping.Start) != bytes.Length)
                return null;
            using ElfImage image = ElfImage.Parse(bytes, "[vdso]");
            return UserSymbols.Load(image, []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectFormatException)
        {
            return null;
        }
    }
}
