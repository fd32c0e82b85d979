// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Engines;

/// <summary>Runs cases.</summary>
internal static unsafe class EngineRuns
{
    /// <summary>Instructions that a run may execute: enough for every loop that the generators make.</summary>
    private const long Budget = 2_000_000;

    private const byte Dirt = 0xa5;

    private static readonly BpfObject Nothing = new()
    {
        Name = "nothing",
        License = "GPL",
        Programs = [new ProgramSpec { Name = "nothing", Type = ProgramType.Xdp, Instructions = [new Instruction(Opcodes.Move64Immediate), new Instruction(Opcodes.Exit)] }],
    };

    /// <summary>Runs a case.</summary>
    /// <param name="engineCase">The case.</param>
    /// <param name="engine">What executes it.</param>
    /// <param name="isVerified">Whether it is verified first; otherwise every access is tested.</param>
    /// <param name="hasDirtyStack">Whether the stack below the first frame holds something before the first run.</param>
    public static EngineOutcome Run(EngineCase engineCase, Engine engine, bool isVerified, bool hasDirtyStack = false)
    {
        VirtualMachineOptions options = (isVerified ? TestedEngines.Verified(engine) : TestedEngines.Checked(engine)) with
        {
            InstructionBudget = Budget,
            RandomSeed = 1,
            Clock = StoppedClock.Instance,
        };
        using var machine = new VirtualMachine(options);
        VirtualObject loaded;
        try
        {
            loaded = machine.Load(engineCase.Object);
        }
        catch (BpfException error)
        {
            return new EngineOutcome(error.Message, [], [], false);
        }

        using (loaded)
        {
            ImmutableArray<string> runs = RunAll(engineCase, loaded, hasDirtyStack, out bool isCut);
            return new EngineOutcome(null, runs, isCut ? [] : [.. loaded.Maps.Select(MapContents.Describe)], isCut);
        }
    }

    private static ImmutableArray<string> RunAll(EngineCase engineCase, VirtualObject loaded, bool hasDirtyStack, out bool isCut)
    {
        var texts = new List<string>();
        var states = new Dictionary<string, ProgramRun>(StringComparer.Ordinal);
        foreach (EngineInput input in engineCase.Inputs)
        {
            if (!states.TryGetValue(input.Program, out ProgramRun? run))
            {
                states[input.Program] = run = loaded.Program(input.Program).CreateRun();
                if (hasDirtyStack)
                    Dirty(run, loaded.Machine);
            }

            try
            {
                texts.Add(RunOnce(loaded.Program(input.Program), run, input));
            }
            catch (ExecutionException error)
            {
                isCut = error.Error is ExecutionError.InstructionBudget;
                texts.Add($"{error.GetType().Name} {error.Error} at {error.Instruction} of {error.Program}: {ErrorMessage.WithoutPlaces(error.Message)}");
                if (isCut)
                    return [.. texts];
            }
            catch (Exception error)
            {
                // No program may do that to its host: it differs from whatever the interpreter does.
                texts.Add($"threw {error}");
            }
        }

        isCut = false;
        return [.. texts];
    }

    private static string RunOnce(VirtualProgram program, ProgramRun run, EngineInput input)
    {
        ReadOnlySpan<byte> bytes = input.Bytes;
        PacketMetadata metadata = ProgramContexts.ReadMetadata(program, input.Context, ref bytes);
        ulong result = run.Run(bytes, metadata);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"R0 0x{result:x}");
        Append(text, "packet", run.OutputPacket);
        Append(text, "metadata", run.OutputMetadata);
        Append(text, "context", ProgramContexts.WriteContext(run));
        if (run.Redirect != default)
            text.Append(CultureInfo.InvariantCulture, $", redirect {run.Redirect}");
        foreach (string line in run.TraceLines)
            text.Append(CultureInfo.InvariantCulture, $", printed '{line}'");
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            text.Append(CultureInfo.InvariantCulture, $", {name} {Convert.ToHexStringLower(bytes)}");
    }

    // What is left in the frames of functions from runs before is nobody's business, and so the same program may see something else there.
    private static void Dirty(ProgramRun run, VirtualMachine machine)
    {
        using VirtualObject nothing = machine.Load(Nothing);
        run.Begin();
        run.Execute(nothing.Program("nothing").Code, 0);
        run.End();
        new Span<byte>((void*)run.State->StackBase, (RunState.MaximumFrames - 1) * RunState.FrameSize).Fill(Dirt);
    }

    /// <summary>Time that does not pass, so that all engines see the same.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public static StoppedClock Instance { get; } = new();

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => 1_234_567_890_123;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(20_000);
    }
}
