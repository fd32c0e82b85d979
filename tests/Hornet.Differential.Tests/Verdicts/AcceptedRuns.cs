// SPDX-License-Identifier: Apache-2.0
using Hornet.Differential.Tests.Engines;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>Runs programs that were accepted, over random inputs, with every access checked.</summary>
internal static class AcceptedRuns
{
    private const int Inputs = 3;
    private const int LongestContext = 1 << 16;
    private const long Budget = 1_000_000;

    /// <summary>What a program does wrong in the interpreter, or null.</summary>
    public static string? FirstViolation(VerdictProgram program, int seed)
    {
        var random = new Random(seed);
        using var machine = new VirtualMachine(new VirtualMachineOptions { LoadsUnverified = true, InstructionBudget = Budget, RandomSeed = (ulong)seed });
        if (TryLoad(machine, program) is not { } loaded)
            return null;
        using (loaded)
        {
            for (int i = 0; i < Inputs; i++)
            {
                try
                {
                    LoadedProgram run = loaded.Programs.First();
                    EngineInput input = MakeInput(program.Hook, run.Name, random);
                    run.Run(input.Bytes, new RunOptions { Context = input.Context });
                }
                catch (ExecutionException error) when (error.Error == ExecutionError.InstructionBudget)
                {
                    // It would end: may_goto and bpf_loop allow for more rounds than there is time for.
                }
                catch (ExecutionException error)
                {
                    return error.Message;
                }
            }
        }

        return null;
    }

    /// <summary>Loads a program; null where the machine refuses an instruction that no path reaches, which verifiers do not look at.</summary>
    private static VirtualObject? TryLoad(VirtualMachine machine, VerdictProgram program)
    {
        try
        {
            return machine.Load(program.ToObject());
        }
        catch (ProgramLoadException)
        {
            return null;
        }
    }

    /// <summary>A random input for a program of a kind.</summary>
    public static EngineInput MakeInput(VerdictHook hook, string program, Random random)
    {
        byte[] packet = new byte[random.Next(2) == 0 ? random.Next(14, 64) : random.Next(64, 300)];
        // Which fields of a user's context or a tracepoint's record are there is checked when the program is run or attached.
        byte[] context = new byte[hook.Type is ProgramType.Syscall or ProgramType.Tracepoint ? LongestContext : hook.ContextSize];
        random.NextBytes(packet);
        switch (hook.Type)
        {
            case ProgramType.Xdp:
                return new EngineInput(program, packet, []);
            case ProgramType.SchedulerClassifier or ProgramType.SocketFilter or ProgramType.CgroupSkb:
                return new EngineInput(program, packet, context);
            default:
                random.NextBytes(context);
                return new EngineInput(program, context, []);
        }
    }
}
