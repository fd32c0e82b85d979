// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
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
            foreach (string path in PackagedObjects.Extract(package, folder))
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
                    kernel.Load(PackagedObjects.Sized(bpfObject), options).Dispose();
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
}
