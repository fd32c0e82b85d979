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

    public void Dispose()
    {
        for (int i = _hosts.Count - 1; i >= 0; i--)
            _hosts[i].Dispose();
    }
}
