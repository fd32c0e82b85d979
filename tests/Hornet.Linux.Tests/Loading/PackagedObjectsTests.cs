// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>
/// The compiled objects that Debian's packages ship, as files and inside executables: they load, and are what libbpf makes of them. What cannot be loaded on
/// this kernel is listed with the reason.
/// </summary>
public sealed class PackagedObjectsTests
{
    private const string NoTrampolines = "EPERM", NoSuchFunction = "which this kernel does not have", NoSuchField = "CO-RE relocation of", SizedByTool = ", 0 entries, flags";

    private static ReadOnlySpan<byte> Magic => "\u007fELF\u0002\u0001\u0001"u8;

    /// <summary>Objects by the name of their file, and the number of the object in it.</summary>
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["bindsnoop.0"] = NoSuchField,
        ["biosnoop.0"] = NoTrampolines,
        ["biostacks.0"] = NoTrampolines,
        ["cachestat.0"] = NoTrampolines,
        ["capable.0"] = SizedByTool,
        ["cpudist.0"] = SizedByTool,
        ["fsdist.0"] = NoSuchFunction, // the tool gives the real one
        ["fsslower.0"] = NoSuchFunction,
        ["klockstat.0"] = NoTrampolines,
        ["mdflush.0"] = NoSuchFunction,
        ["numamove.0"] = NoSuchFunction,
        ["offcputime.0"] = SizedByTool,
        ["readahead.0"] = NoSuchFunction,
        ["runqlen.0"] = NoSuchField,
        ["solisten.0"] = NoTrampolines,
        ["tcpconnlat.0"] = NoTrampolines,
        ["tcprtt.0"] = NoTrampolines,
        ["tcpsynbl.0"] = NoTrampolines,
        ["vfsstat.0"] = NoTrampolines,
        ["wakeuptime.0"] = SizedByTool,
        ["xdpdump_bpf"] = NoSuchFunction, // the tool gives it, of a program
        ["xdp-bench.1"] = SizedByTool,
        ["xdp-bench.2"] = SizedByTool,
        ["xdp-bench.3"] = SizedByTool,
        ["xdp-bench.4"] = SizedByTool,
        ["xdp-bench.5"] = SizedByTool,
        ["xdp-monitor.1"] = SizedByTool,
        ["xdp-trafficgen.1"] = SizedByTool,
    };

    [ToolTheory("dpkg", "gcc")]
    [InlineData("libbpf-tools", "opensnoop", 52)]
    [InlineData("xdp-tools", "xdp-filter", 31)]
    [InlineData("libxdp1", "xdp-filter", 15)]
    public void Objects_load_as_with_libbpf(string package, string tool, int count)
    {
        if (TestMachine.FindTool(tool) is null)
            Assert.Fail($"the package {package} is not installed (apt-get install {package})");
        string folder = Directory.CreateTempSubdirectory("hornet-objects-").FullName;
        try
        {
            using var libbpf = new LibbpfLoader();
            using var pins = new BpfFolder();
            using var kernel = new LinuxKernel();
            var options = new KernelLoadOptions { PinPath = pins.Path };
            List<string> differences = [];
            int found = 0;
            foreach (string path in Extract(package, folder))
            {
                found++;
                Check(path, libbpf, kernel, options, differences);
            }

            differences.ShouldBeEmpty();
            found.ShouldBe(count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check(string path, LibbpfLoader libbpf, LinuxKernel kernel, KernelLoadOptions options, List<string> differences)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        LibbpfObject expected = libbpf.Load(path);
        try
        {
            BpfObject bpfObject = BpfObject.Load(path);
            if (Refused.TryGetValue(name, out string? reason))
            {
                string message = Should.Throw<BpfException>(() => kernel.Load(bpfObject, options), name).Message;
                if (!message.Contains(reason, StringComparison.Ordinal))
                    differences.Add($"{name}: refused for another reason than {reason}: {message}");
                if (expected.Messages.Count == 0)
                    differences.Add($"{name}: libbpf loads it, and Hornet does not: {message}");
                if (reason == SizedByTool)
                    kernel.Load(Sized(bpfObject), options).Dispose();
                return;
            }

            using KernelObject loaded = kernel.Load(bpfObject, options);
            if (expected.Messages.Count > 0)
                differences.Add($"{name}: Hornet loads it, and libbpf does not: {string.Join('\n', expected.Messages)}");
            else
                LibbpfComparison.Compare(name, expected, loaded, differences);
        }
        catch (BpfException error)
        {
            differences.Add($"{name}: {error.Message}");
        }
    }

    /// <summary>The object as the tool prepares it: with sizes for maps that have none, without programs for tracepoints that newer kernels do not have.</summary>
    private static BpfObject Sized(BpfObject bpfObject) => bpfObject with
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

    /// <summary>The objects of a package's files, each in a file of its own.</summary>
    private static List<string> Extract(string package, string folder)
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
