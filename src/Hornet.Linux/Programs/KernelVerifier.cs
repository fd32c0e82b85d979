// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Asks the running kernel for its verdict about programs, without keeping or attaching anything.</summary>
public static partial class KernelVerifier
{
    private const int Statistics = 4, PathToFault = 1;

    /// <summary>Loads one program of an object by itself, and unloads it.</summary>
    /// <param name="bpfObject">The object; maps that it would pin are made without a pin.</param>
    /// <param name="program">The name of the program.</param>
    /// <param name="options">How the object is loaded; the programs and the log level in it do not count.</param>
    /// <returns>The verdict. A kernel that does not permit to ask is no verdict, not an exception.</returns>
    public static KernelVerdict Verify(BpfObject bpfObject, string program, KernelLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bpfObject);
        ArgumentNullException.ThrowIfNull(program);
        BpfObject unpinned = bpfObject with { Maps = [.. bpfObject.Maps.Select(WithoutConsequences)] };
        KernelLoadOptions alone = (options ?? new KernelLoadOptions()) with { Programs = [program], LogLevel = Statistics };
        try
        {
            return Load(unpinned, program, alone);
        }
        catch (BpfSyscallException error) when (error.Command == BpfCommand.ProgramLoad)
        {
            return Refusal(unpinned, program, alone);
        }
        catch (BpfException error)
        {
            return new KernelVerdict { Program = program, Message = error.Message };
        }
    }

    // A structure of operations is registered by what is written into it, which takes all of its programs, unless a link does it later.
    private static MapSpec WithoutConsequences(MapSpec map) => map with
    {
        Pinning = PinMode.None,
        Flags = map.Type == MapType.StructOperations ? map.Flags & ~(uint)MapCreateFlags.Link : map.Flags,
    };

    private static KernelVerdict Load(BpfObject bpfObject, string program, KernelLoadOptions options)
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(bpfObject, options);
        return WithStatistics(new KernelVerdict { Program = program, IsAccepted = true, Log = loaded.Program(program).Log });
    }

    // The statistics cost nothing, the path to a fault does: it is asked for only when there is one.
    private static KernelVerdict Refusal(BpfObject bpfObject, string program, KernelLoadOptions options)
    {
        try
        {
            return Load(bpfObject, program, options with { LogLevel = PathToFault });
        }
        catch (BpfSyscallException error)
        {
            bool isVerdict = error.Rejection is not null || (error.Errno != SyscallErrors.NotPermitted && !LacksType(bpfObject, program, options));
            return WithStatistics(new KernelVerdict
            {
                Program = program,
                IsAccepted = isVerdict ? false : null,
                Message = error.Rejection?.Message ?? $"{SyscallErrors.Name(error.Errno)}: {error.LikelyCause}",
                Rejection = error.Rejection,
                Log = error.Log,
            });
        }
    }

    /// <summary>Whether the kernel was built without programs of this type, so that it says nothing about one.</summary>
    private static bool LacksType(BpfObject bpfObject, string program, KernelLoadOptions options)
    {
        ProgramType type = options.ProgramTypes.GetValueOrDefault(program, bpfObject.Programs.First(spec => spec.Name == program).Type);
        return KernelFeatures.Probe(type).State == FeatureState.Missing;
    }

    private static KernelVerdict WithStatistics(KernelVerdict verdict)
    {
        if (Processed().Match(verdict.Log) is { Success: true } processed)
        {
            verdict = verdict with
            {
                InstructionsProcessed = Number(processed.Groups["instructions"]),
                TotalStates = (int)Number(processed.Groups["total"]),
                PeakStates = (int)Number(processed.Groups["peak"]),
            };
        }

        return VerificationTime().Match(verdict.Log) is { Success: true } time
            ? verdict with { Duration = TimeSpan.FromMicroseconds(Number(time.Groups["microseconds"])) }
            : verdict;
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^processed (?<instructions>\d+) insns .*total_states (?<total>\d+) peak_states (?<peak>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Processed();

    [GeneratedRegex(@"^verification time (?<microseconds>\d+) usec", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex VerificationTime();
}
