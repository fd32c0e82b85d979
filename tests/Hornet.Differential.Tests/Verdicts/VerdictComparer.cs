// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>What two verifiers say about a program.</summary>
internal enum Agreement
{
    /// <summary>Both accept it.</summary>
    BothAccept,

    /// <summary>Both refuse it, with the same message.</summary>
    BothRefuse,

    /// <summary>Both refuse it, with different messages.</summary>
    OtherMessage,

    /// <summary>Hornet refuses what the kernel accepts.</summary>
    Imprecise,

    /// <summary>Hornet accepts what the kernel refuses.</summary>
    Unsound,

    /// <summary>The kernel's verifier stumbles over itself; there is nothing to compare with.</summary>
    KernelFault,
}

/// <summary>What two verifiers say about a program.</summary>
/// <param name="Agreement">How they agree.</param>
/// <param name="Kernel">The kernel's message; empty where it accepts.</param>
/// <param name="Hornet">Hornet's message; empty where it accepts.</param>
/// <param name="Log">The kernel's log of a refused program.</param>
internal sealed record Comparison(Agreement Agreement, string Kernel, string Hornet, string Log)
{
    /// <summary>Whether another comparison is the same disagreement: numbers in messages may differ.</summary>
    public bool IsLike(Comparison other) => Agreement == other.Agreement && Words(Kernel) == Words(other.Kernel) && Words(Hornet) == Words(other.Hornet);

    /// <summary>A message without its numbers.</summary>
    public static string Words(string message) => string.Concat(message.Where(character => !char.IsAsciiDigit(character)));
}

/// <summary>Asks both verifiers about programs.</summary>
internal sealed class VerdictComparer : IDisposable
{
    private const int LogSize = 1 << 16;
    private const string KernelFault = "verifier bug: ";

    private readonly VerdictMaps _maps = new();
    private readonly VerifierOptions _options = new() { KernelBtf = Btf.LoadKernel() };
    private readonly KernelBtf _types = KernelBtf.Load(VerdictProgram.FunctionTypes);

    /// <summary>Asks about one program.</summary>
    public Comparison Compare(VerdictProgram program)
    {
        (string? refused, string log) = AskKernel(program);
        BpfObject bpfObject = program.ToObject();
        VerificationFailure? failure = Verifier.Verify(bpfObject, bpfObject.Programs[0], _options).Failure;
        Agreement agreement = (refused, failure) switch
        {
            ({ } message, _) when message.StartsWith(KernelFault, StringComparison.Ordinal) => Agreement.KernelFault,
            (null, null) => Agreement.BothAccept,
            (null, _) => Agreement.Imprecise,
            (_, null) => Agreement.Unsound,
            _ => log.Contains(failure.Message, StringComparison.Ordinal) ? Agreement.BothRefuse : Agreement.OtherMessage,
        };
        return new Comparison(agreement, refused ?? "", failure?.Message ?? "", log);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _types.Dispose();
        _maps.Dispose();
    }

    /// <summary>What the kernel says: its message, or null where it accepts, and its log.</summary>
    internal (string? Refused, string Log) AskKernel(VerdictProgram program)
    {
        var options = new ProgramLoadOptions
        {
            AttachType = program.Hook.AttachType,
            Flags = program.Hook.IsSleepable ? ProgramLoadFlags.Sleepable : 0,
            Btf = _types,
            Functions = program.Functions,
            LogSize = LogSize,
        };
        try
        {
            using KernelProgram loaded = KernelProgram.Load(program.Hook.Type, program.CodeFor(_maps, _options.KernelBtf!), options);
            return (null, "");
        }
        catch (BpfSyscallException error)
        {
            return (error.Rejection?.Message ?? error.Message, error.Log);
        }
    }
}
