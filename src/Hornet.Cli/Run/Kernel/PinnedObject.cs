// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Runtime;

namespace Hornet.Cli.Run.Kernel;

/// <summary>Pins all that belongs to a loaded object in a folder of a BPF file system: <c>programs/</c>, <c>maps/</c>, <c>links/</c>.</summary>
internal static class PinnedObject
{
    /// <summary>Makes the folder and pins. What was pinned is taken back when something fails.</summary>
    /// <exception cref="CliException">The folder exists and is not empty.</exception>
    public static void Create(string folder, KernelObject loaded, IEnumerable<Attachment> attachments)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CliException($"'--pin {folder}': the folder is not empty; remove it, or choose another.");
        try
        {
            foreach (KernelProgram program in loaded.Programs.Cast<KernelProgram>())
                program.Pin(Place(folder, "programs", program.Name));
            foreach (BpfMap map in loaded.Maps)
                ((KernelMap)map).Pin(Place(folder, "maps", map.Name.TrimStart('.').Replace('.', '_'))); // the file system takes no dots
            Dictionary<string, int> numbers = new(StringComparer.Ordinal);
            foreach (Attachment attachment in attachments.Where(attachment => attachment.Link is not null))
            {
                int number = numbers[attachment.Name] = numbers.GetValueOrDefault(attachment.Name) + 1;
                attachment.Link!.Pin(Place(folder, "links", number == 1 ? attachment.Name : $"{attachment.Name}_{number}"));
            }
        }
        catch
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private static string Place(string folder, string kind, string name)
    {
        string path = Path.Combine(folder, kind);
        Directory.CreateDirectory(path);
        return Path.Combine(path, name);
    }
}
