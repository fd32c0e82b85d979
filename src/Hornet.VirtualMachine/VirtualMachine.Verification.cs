// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

public sealed partial class VirtualMachine
{
    /// <summary>Verifies a program for this machine: its types, helpers, kernel functions and symbols.</summary>
    /// <exception cref="VerificationException">It is refused.</exception>
    internal VerificationResult Verify(BpfObject bpfObject, ProgramSpec program, LoadOptions options)
    {
        VerificationResult result = Verifier.Verify(bpfObject, program, VerifierOptionsFor(options));
        return result.IsAccepted ? result : throw new VerificationException(result);
    }

    /// <summary>What programs are verified for when they are loaded into this machine; to verify one without loading it.</summary>
    /// <param name="options">What the load would change of the object's own settings; null for nothing.</param>
    public VerifierOptions VerifierOptionsFor(LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        lock (_lock)
        {
            return new VerifierOptions
            {
                KernelBtf = Options.TargetBtf,
                Variables = options.Variables,
                MaxEntries = options.MaxEntries,
                Host = new HostEnvironment
                {
                    Helpers = [.. _registeredHelpers.Keys],
                    KernelFunctions = [.. _kernelFunctions.Keys],
                    Symbols = _kernelSymbolSizes.ToImmutableDictionary(StringComparer.Ordinal),
                },
            };
        }
    }
}
