// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;

namespace Hornet.Linux.Tests.Loading;

/// <summary>Finds the compiled objects in the files of a Debian package, also those that executables and libraries hold.</summary>
internal static class PackagedObjects
{
    private static ReadOnlySpan<byte> Magic => "\u007fELF\u0002\u0001\u0001"u8;

    /// <summary>The objects of a package's files, each in a file of its own.</summary>
    /// <param name="package">The package, which is installed.</param>
    /// <param name="folder">Where to put them.</param>
    public static List<string> Extract(string package, string folder)
    {
        List<string> objects = [];
        foreach (string path in TestTool.Run("dpkg", "-L", package).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!File.Exists(path) || new FileInfo(path).LinkTarget is not null)
                continue;
            byte[] bytes = File.ReadAllBytes(path);
            int number = 0;
            for (int at = bytes.AsSpan().IndexOf(Magic); at >= 0;)
            {
                if (TryMeasure(bytes.AsSpan(at), out int length))
                {
                    string name = path.EndsWith(".o", StringComparison.Ordinal) ? Path.GetFileName(path) : $"{Path.GetFileName(path)}.{number++}.o";
                    string copy = Path.Combine(folder, name);
                    File.WriteAllBytes(copy, bytes.AsSpan(at, length));
                    objects.Add(copy);
                }

                int next = bytes.AsSpan(at + 1).IndexOf(Magic);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return objects;
    }

    /// <summary>The object as the tool prepares it: with sizes for maps that have none, without programs for tracepoints that newer kernels do not have.</summary>
    public static BpfObject Sized(BpfObject bpfObject) => bpfObject with
    {
        Programs = [.. bpfObject.Programs.Select(program => program with { AutoLoad = program.AutoLoad && program.AttachTarget is not ("xdp_redirect_map_err" or "xdp_redirect_map") })],
        Maps =
        [
            .. bpfObject.Maps.Select(map => map with
            {
                MaxEntries = map is { MaxEntries: 0, Type: not (MapType.PerfEventArray or MapType.SkStorage or MapType.TaskStorage) } ? 16 : map.MaxEntries,
                ValueSize = map.Type == MapType.StackTrace ? 8 * 127 : map.ValueSize,
            }),
        ],
    };

    /// <summary>Whether an ELF file is a relocatable one for BPF, and its length: section headers come last.</summary>
    private static bool TryMeasure(ReadOnlySpan<byte> file, out int length)
    {
        const int HeaderSize = 64, Relocatable = 1, Bpf = 247;
        length = 0;
        if (file.Length < HeaderSize || BinaryPrimitives.ReadUInt16LittleEndian(file[16..]) != Relocatable || BinaryPrimitives.ReadUInt16LittleEndian(file[18..]) != Bpf)
            return false;
        length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[40..])
            + (BinaryPrimitives.ReadUInt16LittleEndian(file[58..]) * BinaryPrimitives.ReadUInt16LittleEndian(file[60..]));
        return true;
    }
}
