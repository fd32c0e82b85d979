// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Hornet.Cli.Commands;
using Hornet.Cli.Run;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Cli.Verify;

/// <summary>Verifies the programs that a request names, one after the other.</summary>
internal sealed class ProgramVerifier
{
    /// <summary>Instructions enough to have the runtime compile what is used most.</summary>
    private const int WarmUpInstructions = 1000;

    private const string RunningKernel = "/sys/kernel/btf/vmlinux", NoKernel = "none";

    private readonly Terminal _terminal;
    private readonly VerifyRequest _request;
    private readonly BpfObject _object;
    private readonly VerifierOptions _options;

    /// <summary>Reads the object and the kernel's types.</summary>
    /// <exception cref="CliException">The request does not fit the object.</exception>
    public ProgramVerifier(Terminal terminal, VerifyRequest request)
    {
        _terminal = terminal;
        _request = request;
        _object = VerifyInput.Load(terminal, request.File, request.Section);
        Btf? kernel = LoadKernelTypes(request.KernelBtf);
        _options = new VerifierOptions
        {
            KernelBtf = kernel,
            Modules = kernel is not null && request.KernelBtf is null ? [.. Btf.LoadKernelModules(kernel)] : [],
            IsUnprivileged = request.IsUnprivileged,
            StrictAlignment = request.StrictAlignment,
            LogLevel = request.LogLevel,
            ProgramType = request.Type,
            Variables = VariableSettings.Parse(_object, request.Settings),
        };
    }

    /// <summary>The verdicts, in the object's order.</summary>
    public ImmutableArray<ProgramVerdict> Verify()
    {
        ImmutableArray<ProgramSpec> programs = Programs();

        // What the runtime compiles and reads for the first program is not the verifier's time.
        Verifier.Verify(_object, programs[0], _options with { InstructionLimit = WarmUpInstructions, LogLevel = 0 });
        using var progress = new VerifyProgress(_terminal, programs.Length);
        var verdicts = ImmutableArray.CreateBuilder<ProgramVerdict>(programs.Length);
        foreach (ProgramSpec program in programs)
        {
            progress.Begin(program.Name);
            verdicts.Add(new ProgramVerdict(Verifier.Verify(_object, program, _options), _request.ComparesKernel ? AskKernel(program) : null));
        }

        return verdicts.MoveToImmutable();
    }

    private static Btf? LoadKernelTypes(string? file) => file switch
    {
        NoKernel => null,
        null => File.Exists(RunningKernel) ? Btf.LoadKernel() : null,
        _ => Btf.Load(file),
    };

    private ImmutableArray<ProgramSpec> Programs()
    {
        // Functions beside programs, which a compiler leaves in .text, are verified as part of the programs that call them.
        ImmutableArray<ProgramSpec> programs =
        [
            .. ProgramSelection.Select(_object, _request.Program)
                .Where(program => _request.Program is not null || program is not { Type: ProgramType.Unspec, SectionName: ".text" }),
        ];
        if (programs.IsEmpty)
            throw new CliException($"There is no program in '{_request.File}'.");
        if (_request.Type is null && programs.All(program => program.Type == ProgramType.Unspec))
            throw new CliException($"The section '{programs[0].SectionName}' does not tell the type of the program '{programs[0].Name}': say it with --type.");
        return programs;
    }

    private KernelVerdict AskKernel(ProgramSpec program) => KernelVerifier.Verify(_object, program.Name, new KernelLoadOptions
    {
        Variables = _options.Variables,
        ProgramTypes = _request.Type is { } type ? ImmutableDictionary<string, ProgramType>.Empty.Add(program.Name, type) : ImmutableDictionary<string, ProgramType>.Empty,
    });

    /// <summary>Shows on a terminal which program is verified; silent for the first second.</summary>
    private sealed class VerifyProgress(Terminal terminal, int count) : IDisposable
    {
        private readonly long _start = TimeProvider.System.GetTimestamp();
        private int _done;
        private bool _isShown;

        public void Begin(string program)
        {
            _done++;
            if (!terminal.ShowsProgress || TimeProvider.System.GetElapsedTime(_start) < TimeSpan.FromSeconds(1))
                return;
            _isShown = true;
            terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[KVerifying {program} ({_done} of {count})"));
        }

        public void Dispose()
        {
            if (_isShown)
                terminal.Error.Write("\r\u001b[K");
        }
    }
}
