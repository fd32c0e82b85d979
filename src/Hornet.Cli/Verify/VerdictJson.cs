// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Json;
using Hornet.Cli.Output;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Cli.Verify;

/// <summary>Prints verdicts as one array of JSON.</summary>
internal static class VerdictJson
{
    public static void Write(Terminal terminal, ImmutableArray<ProgramVerdict> verdicts, bool withLog) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartArray();
        foreach (ProgramVerdict verdict in verdicts)
            WriteVerdict(json, verdict, withLog);
        json.WriteEndArray();
    });

    private static void WriteVerdict(Utf8JsonWriter json, ProgramVerdict verdict, bool withLog)
    {
        VerificationResult result = verdict.Result;
        json.WriteStartObject();
        json.WriteString("program", result.Program.Name);
        json.WriteString("section", result.Program.SectionName);
        json.WriteString("type", result.Program.Type.ToText());
        json.WriteBoolean("accepted", result.IsAccepted);
        json.WriteString("message", result.Failure?.Message);
        WriteNumber(json, "instruction", result.Failure?.Instruction);
        WriteSource(json, "source", result.Failure?.Source);
        json.WriteString("explanation", result.Failure?.Explanation);
        json.WriteString("advice", result.Failure?.Advice);
        if (result.Failure is { } failure)
            WriteDetails(json, failure);
        json.WriteNumber("processed", result.InstructionsProcessed);
        json.WriteNumber("states", result.TotalStates);
        json.WriteNumber("peakStates", result.PeakStates);
        json.WriteNumber("maxStatesPerInstruction", result.MaxStatesPerInstruction);
        json.WriteStartArray("stack");
        foreach (int depth in result.StackDepths)
            json.WriteNumberValue(depth);
        json.WriteEndArray();
        json.WriteNumber("milliseconds", Math.Round(result.Duration.TotalMilliseconds, 3));
        if (withLog)
            json.WriteString("log", result.Log);
        if (verdict.Kernel is { } kernel)
            WriteKernel(json, kernel, withLog);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, VerificationFailure failure)
    {
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(failure.Kind.ToString()));
        json.WriteString("instructionText", failure.InstructionText);
        json.WriteStartArray("path");
        foreach (BranchDecision decision in failure.Path)
        {
            json.WriteStartObject();
            json.WriteNumber("instruction", decision.Instruction);
            json.WriteString("text", decision.Text);
            json.WriteBoolean("taken", decision.IsTaken);
            WriteSource(json, "source", decision.Source);
            WriteSource(json, "next", decision.Next);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("registers");
        foreach (RegisterKnowledge register in failure.Registers)
        {
            json.WriteStartObject();
            json.WriteString("name", register.Name);
            json.WriteString("state", register.State);
            json.WriteString("description", register.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKernel(Utf8JsonWriter json, KernelVerdict kernel, bool withLog)
    {
        json.WriteStartObject("kernel");
        if (kernel.IsAccepted is { } accepted)
            json.WriteBoolean("accepted", accepted);
        else
            json.WriteNull("accepted");
        json.WriteString("message", kernel.Message.Length == 0 ? null : kernel.Message);
        WriteNumber(json, "instruction", kernel.Rejection?.Instruction);
        WriteNumber(json, "processed", kernel.InstructionsProcessed);
        WriteNumber(json, "states", kernel.TotalStates);
        WriteNumber(json, "peakStates", kernel.PeakStates);
        WriteNumber(json, "milliseconds", kernel.Duration?.TotalMilliseconds);
        if (withLog)
            json.WriteString("log", kernel.Log);
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, string name, LineInfo? source)
    {
        if (source is not { } line)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("file", line.File);
        json.WriteNumber("line", line.Line);
        json.WriteNumber("column", line.Column);
        json.WriteString("text", line.Text);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}
