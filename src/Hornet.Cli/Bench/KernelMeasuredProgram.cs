// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Bench;

/// <summary>A program in the Linux kernel, which runs it by itself (<c>BPF_PROG_TEST_RUN</c>).</summary>
internal sealed class KernelMeasuredProgram : IMeasuredProgram, IDisposable
{
    private readonly KernelObject _loaded;
    private readonly KernelProgram _program;
    private readonly IReadOnlyList<BenchInput> _inputs;

    /// <summary>Loads a program, and those it may tail-call, into the kernel.</summary>
    /// <exception cref="CliException">This is not Linux, or its kernel does not repeat runs of the program's type.</exception>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public KernelMeasuredProgram(BpfObject bpfObject, ProgramSpec program, LoadOptions options, IReadOnlyList<BenchInput> inputs)
    {
        if (!OperatingSystem.IsLinux())
            throw new CliException("The kernel's engine is Linux's; here programs run in this process.", ExitCode.Unsupported);
        if (!ProgramAction.HasPacket(program.Type))
            throw new CliException($"The kernel repeats test runs of programs over packets only, not of type {program.Type.ToText()}.", ExitCode.Unsupported);
        using LinuxKernel kernel = new();
        _loaded = kernel.Load(bpfObject, options);
        _program = _loaded.Program(program.Name);
        _inputs = inputs;
    }

    /// <summary>Whether the kernel compiled the program (<c>net.core.bpf_jit_enable</c>).</summary>
    public bool IsCompiled => _program.GetInfo().JitedLength != 0;

    /// <inheritdoc/>
    public int InputCount => _inputs.Count;

    /// <inheritdoc/>
    /// <remarks>
    /// By the kernel's own clock: a call that repeats an XDP program waits for other CPUs besides, for milliseconds. The kernel drops the fraction of the
    /// mean; half a nanosecond makes up for it.
    /// </remarks>
    public double Run(int count) =>
        _inputs.Average(input => _program.TestRun(new TestRunInput { Data = input.Bytes, Repeat = count }).DurationNanoseconds + 0.5);

    /// <inheritdoc/>
    public void Dispose() => _loaded.Dispose();
}
