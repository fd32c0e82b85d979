// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Verification;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Engines;

/// <summary>An engine and whether it gets the program verified or tests every access.</summary>
internal readonly record struct EngineMode(Engine Engine, bool IsVerified)
{
    public override string ToString() => $"{Engine.ToText()}, {(IsVerified ? "verified" : "checked")}";
}

/// <summary>A difference between an engine and the interpreter.</summary>
/// <param name="Mode">The engine.</param>
/// <param name="Text">What the engine did, and what the interpreter did.</param>
internal sealed record EngineDifference(EngineMode Mode, string Text);

/// <summary>Compares the engines with the interpreter, and counts.</summary>
/// <param name="verifiedInstructions">How far the verifier walks a program before it counts as refused.</param>
internal sealed unsafe class EngineComparer(int verifiedInstructions = 30_000)
{
    // Programs that look at addresses do something else wherever memory lies; so many places are tried before a difference is one.
    private const int Layouts = 6;

    /// <summary>Every compiler in both modes.</summary>
    public static IReadOnlyList<EngineMode> Modes { get; } =
        [.. TestedEngines.Compilers.SelectMany(engine => (EngineMode[])[new(engine, true), new(engine, false)])];

    /// <summary>How many programs were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>How many of them the verifier accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>How many differed and may do so, because they look at addresses, or at what was left in frames and registers.</summary>
    public int Unsettled { get; private set; }

    /// <summary>The first difference, or null. What the verifier refuses is compared in checked mode only.</summary>
    public EngineDifference? Compare(EngineCase engineCase)
    {
        EngineCase accepted = AcceptedPart(engineCase);
        Compared += engineCase.Object.Programs.Count(program => program.AutoLoad);
        Accepted += accepted.Object.Programs.Count(program => program.AutoLoad);
        EngineOutcome all = EngineRuns.Run(engineCase, Engine.Interpreter, isVerified: false);
        EngineOutcome part = accepted.Object.Programs.SequenceEqual(engineCase.Object.Programs) ? all : EngineRuns.Run(accepted, Engine.Interpreter, isVerified: false);
        foreach (EngineMode mode in Modes)
        {
            EngineCase fitting = mode.IsVerified ? accepted : engineCase;
            if (EngineRuns.Run(fitting, mode.Engine, mode.IsVerified).FirstDifference(mode.IsVerified ? part : all) is not { } difference)
                continue;
            if (IsSettled(fitting, mode))
                return new EngineDifference(mode, difference);
            Unsettled++;
        }

        return null;
    }

    /// <summary>How one mode of one engine differs, or null.</summary>
    public string? Compare(EngineCase engineCase, EngineMode mode)
    {
        if (mode.IsVerified)
            engineCase = AcceptedPart(engineCase);
        EngineOutcome expected = EngineRuns.Run(engineCase, Engine.Interpreter, isVerified: false);
        EngineOutcome actual = EngineRuns.Run(engineCase, mode.Engine, mode.IsVerified);
        return actual.FirstDifference(expected) is { } difference && IsSettled(engineCase, mode) ? difference : null;
    }

    /// <summary>The case with the programs that the verifier accepts and does not take too long over; the others are not loaded.</summary>
    private EngineCase AcceptedPart(EngineCase engineCase)
    {
        using var machine = new VirtualMachine();
        VerifierOptions options = machine.VerifierOptionsFor() with { InstructionLimit = verifiedInstructions };
        BpfObject all = engineCase.Object;
        ImmutableArray<ProgramSpec> programs =
            [.. all.Programs.Select(program => program.AutoLoad && Verifier.Verify(all, program, options).Failure is not null ? program with { AutoLoad = false } : program)];
        var accepted = programs.Where(program => program.AutoLoad).Select(program => program.Name).ToHashSet(StringComparer.Ordinal);
        return new EngineCase(all with { Programs = programs }, [.. engineCase.Inputs.Where(input => accepted.Contains(input.Program))]);
    }

    /// <summary>Whether the interpreter does the same wherever memory lies and whatever it held, and the engine never does that.</summary>
    private static bool IsSettled(EngineCase engineCase, EngineMode mode)
    {
        if (!mode.IsVerified && engineCase.Object.Programs.Any(UnwrittenRegisters.MayBeRead))
            return false;
        var blocks = new List<nint>();
        try
        {
            EngineOutcome expected = EngineRuns.Run(engineCase, Engine.Interpreter, isVerified: false);
            for (int i = 0; i < Layouts; i++)
            {
                for (int block = 0; block < 16; block++)
                    blocks.Add((nint)NativeMemory.Alloc((nuint)((64 << (block % 8)) * (i + 1))));
                if (EngineRuns.Run(engineCase, Engine.Interpreter, isVerified: false, hasDirtyStack: i % 2 == 0).FirstDifference(expected) is not null
                    || EngineRuns.Run(engineCase, mode.Engine, mode.IsVerified).FirstDifference(expected) is null)
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            foreach (nint block in blocks)
                NativeMemory.Free((void*)block);
        }
    }
}
