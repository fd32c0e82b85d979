// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Engines;

/// <summary>A difference as text: the programs made small, and what every engine makes of them.</summary>
internal static class EngineReport
{
    /// <summary>Makes the case small and describes it.</summary>
    public static string Explain(string name, EngineCase engineCase, EngineDifference difference, EngineComparer comparer)
    {
        EngineCase small = CaseReducer.Reduce(engineCase, candidate => comparer.Compare(candidate, difference.Mode) is not null);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {difference.Mode}: {comparer.Compare(small, difference.Mode) ?? difference.Text}");
        foreach (ProgramSpec program in small.Object.Programs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{program.Type} program '{program.Name}':");
            text.Append(Listing.Of(program.Instructions.AsSpan()));
        }

        foreach (EngineInput input in small.Inputs)
            text.AppendLine(CultureInfo.InvariantCulture, $"runs '{input.Program}' over {Convert.ToHexStringLower(input.Bytes)}, context {Convert.ToHexStringLower(input.Context)}");
        Append(text, small, new EngineMode(Engine.Interpreter, IsVerified: false));
        foreach (EngineMode mode in EngineComparer.Modes)
            Append(text, small, mode);
        return text.ToString();
    }

    private static void Append(StringBuilder text, EngineCase engineCase, EngineMode mode)
    {
        EngineOutcome outcome = EngineRuns.Run(engineCase, mode.Engine, mode.IsVerified);
        text.AppendLine(CultureInfo.InvariantCulture, $"{mode}: {outcome.Refusal ?? string.Join("; ", outcome.Runs.Concat(outcome.Maps))}");
    }
}
