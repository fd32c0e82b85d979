// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text.Json;
using Hornet.Bytecode.Classic;
using Hornet.Cli.Output;
using Hornet.Seccomp;

namespace Hornet.Cli.Seccomp;

/// <summary>Prints programs and verdicts.</summary>
internal static class SeccompWriter
{
    /// <summary>Prints programs one after the other.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<SeccompListed> programs, SeccompForm form, SeccompArchitecture native)
    {
        if (form == SeccompForm.Json)
        {
            JsonOutput.Write(terminal, json => WriteJson(json, programs, native));
            return;
        }

        if (form == SeccompForm.Raw)
        {
            using Stream raw = terminal.OpenRawOutput();
            foreach (SeccompListed program in programs)
                raw.Write(MemoryMarshal.AsBytes(program.Instructions.AsSpan()));
            return;
        }

        foreach (SeccompListed program in programs)
        {
            if (program.Title.Length > 0)
                terminal.Out.WriteLine($"# {program.Title}");
            terminal.Out.Write(form switch
            {
                SeccompForm.Listing => ClassicText.Format(program.Instructions.AsSpan(), ClassicTextFormat.Listing),
                SeccompForm.CArray => ClassicText.Format(program.Instructions.AsSpan(), ClassicTextFormat.CArray),
                SeccompForm.Decimal => ClassicText.Format(program.Instructions.AsSpan(), ClassicTextFormat.Decimal),
                _ => SeccompListing.Format(program.Instructions, native),
            });
        }
    }

    /// <summary>Prints what a call gets.</summary>
    public static int WriteVerdict(Terminal terminal, SeccompPolicy policy, SeccompArchitecture architecture, SeccompCall call, bool asJson)
    {
        SeccompVerdict verdict = policy.Compile().Run(call);
        if (asJson)
        {
            JsonOutput.Write(terminal, json =>
            {
                json.WriteStartObject();
                json.WriteString("architecture", architecture.Name);
                json.WriteString("call", architecture.NameOf(call.Number));
                json.WriteNumber("number", call.Number);
                json.WriteStartArray("arguments");
                foreach (ulong argument in call.Arguments)
                    json.WriteNumberValue(argument);
                json.WriteEndArray();
                json.WriteString("verdict", verdict.ToString());
                json.WriteNumber("value", verdict.ToReturnValue());
                json.WriteEndObject();
            });
        }
        else
        {
            terminal.Out.WriteLine(verdict);
        }

        return verdict.IsAllowing ? ExitCode.Done : ExitCode.Failed;
    }

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<SeccompListed> programs, SeccompArchitecture native)
    {
        json.WriteStartArray();
        foreach (SeccompListed program in programs)
        {
            json.WriteStartObject();
            json.WriteStartArray("instructions");
            foreach (SeccompListingLine line in SeccompListing.Lines(program.Instructions, native))
            {
                json.WriteStartObject();
                json.WriteNumber("code", line.Instruction.Code);
                json.WriteNumber("jt", line.Instruction.JumpTrue);
                json.WriteNumber("jf", line.Instruction.JumpFalse);
                json.WriteNumber("k", line.Instruction.Operand);
                json.WriteString("text", line.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
