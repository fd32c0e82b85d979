// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>Where places of a binary are in memory, for kernels without cookies: there a program tells places apart by the instruction pointer.</summary>
/// <param name="path">The binary.</param>
/// <param name="process">The process, 0 for all.</param>
internal readonly struct UsdtAddresses(string path, int process)
{
    /// <summary>The address of each place.</summary>
    /// <exception cref="BpfException">They differ between processes, or the process has not mapped the file.</exception>
    public ImmutableArray<ulong> Of(string doing, ImmutableArray<UsdtProbe> places)
    {
        using ElfImage image = ElfImage.Open(path);
        if (image.HasFixedAddress)
            return [.. places.Select(place => place.Address)];
        if (process == 0)
            throw new BpfException($"{doing}: without cookies (kernels before 5.15) a probe of a library or a position-independent program can be attached for one process only; give the process.");
        string name = RealPath(path);
        int owner = process;
        ProcessMapping[] mappings = [.. ProcessMaps.Read(process).Mappings.Where(mapping => mapping.IsFile && IsFile(mapping, name))];
        return [.. places.Select(place => Address(doing, mappings, place, name, owner))];
    }

    private static ulong Address(string doing, ProcessMapping[] mappings, UsdtProbe place, string path, int process)
    {
        foreach (ProcessMapping mapping in mappings)
        {
            if (place.FileOffset >= mapping.FileOffset && place.FileOffset < mapping.FileOffset + (mapping.End - mapping.Start))
                return mapping.Start + place.FileOffset - mapping.FileOffset;
        }

        throw new BpfException($"{doing}: the process {process} has not mapped {path}.");
    }

    private static bool IsFile(in ProcessMapping mapping, string path) => path.EndsWith(mapping.Path, StringComparison.Ordinal);

    /// <summary>The path without symbolic links, as the kernel shows it in mappings.</summary>
    private static string RealPath(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}")).LinkTarget ?? path;
    }
}
