// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hornet.Objects;

namespace Hornet.Linux.Tests.Loading;

/// <summary>This assembly as another process that loads, for tests that kill it. It ends with its parent, whose pipe it reads.</summary>
internal static class LoadingChild
{
    private const string Name = "HORNET_TEST_LOADING_NAME", Moment = "HORNET_TEST_LOADING_MOMENT";

    /// <summary>Starts the process.</summary>
    /// <param name="name">The name of its program and map.</param>
    /// <param name="moment"><c>attached</c> to load once and stay, <c>loading</c> to load and unload without end.</param>
    public static Process Start(string name, string moment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add("--runtimeconfig");
        start.ArgumentList.Add(Path.ChangeExtension(typeof(LoadingChild).Assembly.Location, "runtimeconfig.json"));
        start.ArgumentList.Add(typeof(LoadingChild).Assembly.Location);
        start.Environment[Name] = name;
        start.Environment[Moment] = moment;
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void RunIfChild()
    {
        if (Environment.GetEnvironmentVariable(Name) is not { Length: > 0 } name)
            return;
        BpfObject bpfObject = BpfAssembly.Parse("r0 = 0\nexit", new BpfAssemblyOptions
        {
            SectionName = "raw_tp/sys_enter",
            ProgramName = name,
            Maps = [new MapSpec { Name = name, Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 }],
        });
        using var kernel = new LinuxKernel();
        if (Environment.GetEnvironmentVariable(Moment) == "attached")
        {
            using KernelObject loaded = kernel.Load(bpfObject);
            using ObjectLinks links = loaded.AttachAll();
            Console.WriteLine("attached");
            Console.In.ReadLine();
        }
        else
        {
            Console.WriteLine("loading");
            bool isParentThere = true;
            Task<string?> end = Console.In.ReadLineAsync();
            while (isParentThere)
            {
                using KernelObject loaded = kernel.Load(bpfObject);
                using ObjectLinks links = loaded.AttachAll();
                isParentThere = !end.IsCompleted;
            }
        }

        Environment.Exit(0);
    }
}
