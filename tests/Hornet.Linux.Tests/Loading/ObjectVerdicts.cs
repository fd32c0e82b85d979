// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Linux.Tests.Loading;

/// <summary>Compares the verifier's verdicts about the programs of an object with those of the running kernel, which loads each by itself.</summary>
internal sealed class ObjectVerdicts
{
    private const int NotPermitted = 1;

    // The types know the variable; whether the kernel keeps its address (CONFIG_KALLSYMS_ALL) they do not.
    private const string NoAddress = "ldimm64 failed to find the address for kernel symbol";

    private readonly LinuxKernel _kernel;
    private readonly KernelLoadOptions _options;
    private readonly VerifierOptions _verifier;

    /// <summary>Prepares to compare.</summary>
    /// <param name="kernel">The kernel to ask; it stays the caller's.</param>
    /// <param name="pinPath">Where maps are pinned.</param>
    public ObjectVerdicts(LinuxKernel kernel, string pinPath)
    {
        _kernel = kernel;
        _options = new KernelLoadOptions { PinPath = pinPath };
        Btf types = Btf.LoadKernel();
        _verifier = new VerifierOptions { KernelBtf = types, Modules = [.. Btf.LoadKernelModules(types)] };
    }

    /// <summary>Programs about which both were asked.</summary>
    public int Compared { get; private set; }

    /// <summary>Programs about which this kernel says nothing: it has no trampolines, or lacks what they attach to.</summary>
    public int Skipped { get; private set; }

    /// <summary>What differs.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>Compares the verdicts about the programs of an object.</summary>
    public void Compare(string name, BpfObject bpfObject)
    {
        foreach (ProgramSpec program in bpfObject.Programs.Where(program => program.AutoLoad))
            Compare($"{name}: {program.Name}", bpfObject, program);
    }

    private void Compare(string name, BpfObject bpfObject, ProgramSpec program)
    {
        if (!TryAskKernel(bpfObject, program, out BpfSyscallException? refusal))
        {
            Skipped++;
            return;
        }

        Compared++;
        VerificationResult result = Verifier.Verify(bpfObject, program, _verifier);
        string message = result.Failure?.Message ?? "";
        if (result.IsAccepted != (refusal is null))
            Differences.Add($"{name}: Hornet {(result.IsAccepted ? "accepts" : $"refuses: {message}")}, the kernel {(refusal is null ? "accepts" : $"refuses: {refusal.Rejection?.Message ?? refusal.Message}")}");
        else if (refusal is not null && !refusal.Log.Contains(message, StringComparison.Ordinal))
            Differences.Add($"{name}: Hornet says '{message}', the kernel '{refusal.Rejection?.Message}'");
    }

    /// <summary>Asks the kernel; false where it cannot be asked.</summary>
    private bool TryAskKernel(BpfObject bpfObject, ProgramSpec program, out BpfSyscallException? refusal)
    {
        refusal = null;
        try
        {
            using KernelObject loaded = _kernel.Load(bpfObject, _options with { Programs = [program.Name] });
            return true;
        }
        catch (BpfSyscallException error) when (error.Command == BpfCommand.ProgramLoad && error.Errno != NotPermitted && error.Rejection is not null)
        {
            refusal = error;
            return !error.Log.Contains(NoAddress, StringComparison.Ordinal);
        }
        catch (BpfException)
        {
            return false;
        }
    }
}
