// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>A system-call program loaded into the interpreter, the just-in-time compiler and, where that is possible, the kernel.</summary>
internal sealed class Runner : IDisposable
{
    private const int ShortestInKernel = 34;

    private readonly List<IDisposable> _hosts = [];
    private readonly List<(string Engine, LoadedProgram Program)> _programs = [];

    public Runner(BpfObject compiled)
    {
        string name = compiled.Programs[0].Name;
        foreach (Engine engine in new[] { Engine.Interpreter, Engine.Jit })
        {
            var machine = new VirtualMachine(new VirtualMachineOptions { Engine = engine });
            _hosts.Add(machine);
            LoadedObject loaded = machine.Load(compiled);
            _hosts.Add(loaded);
            _programs.Add((engine.ToString(), loaded.Programs[name]));
        }

        if (TestMachine.WhyNoKernel() is not null)
            return;
        var kernel = new LinuxKernel();
        _hosts.Add(kernel);
        LoadedObject inKernel = kernel.Load(compiled);
        _hosts.Add(inKernel);
        _programs.Add(("kernel", inKernel.Programs[name]));
    }

    public IEnumerable<(string Engine, uint Result, byte[] Context)> Run(byte[] context)
    {
        foreach ((string engine, LoadedProgram program) in _programs)
        {
            if (program is KernelProgram kernel)
            {
                TestRunResult run = kernel.TestRun(new TestRunInput { Context = context });
                yield return (engine, run.ReturnValue, run.Context.ToArray());
                continue;
            }

            RunResult result = program.Run(context, new RunOptions());
            yield return (engine, (uint)result.ReturnValue, result.Context.ToArray());
        }
    }

    /// <summary>Runs a program over a packet. The kernel's test run shows a socket filter what follows the Ethernet header, so there it gets one more.</summary>
    public IEnumerable<(string Engine, uint Result, byte[] Packet)> RunPacket(byte[] packet)
    {
        foreach ((string engine, LoadedProgram program) in _programs)
        {
            if (program is not KernelProgram kernel)
            {
                yield return (engine, (uint)program.Run(packet, new RunOptions()).ReturnValue, packet);
                continue;
            }

            // Nor does it take an IPv4 packet without a whole header.
            if (packet.Length < ShortestInKernel)
                continue;
            TestRunResult run = kernel.TestRun(new TestRunInput { Data = kernel.Spec.Type == ProgramType.SocketFilter ? [.. new byte[14], .. packet] : packet });
            yield return (engine, run.ReturnValue, packet);
        }
    }

    public void Dispose()
    {
        for (int i = _hosts.Count - 1; i >= 0; i--)
            _hosts[i].Dispose();
    }
}
