// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hornet.Generator;

/// <summary>A kind with its traits and its number (bytes of a fixed size) or kernel type.</summary>
internal readonly record struct ValuePlan(string Kind, IReadOnlyList<string> Traits, int Size, string? KernelType);

/// <summary>One line of data/helpers.txt.</summary>
internal sealed record HelperPlan(
    string Name, IReadOnlyList<string> ProgramTypes, ValuePlan Return, IReadOnlyList<ValuePlan> Arguments, IReadOnlyList<string> Attributes,
    string? Signature);

/// <summary>Reads data/helpers.txt.</summary>
internal static partial class HelperTable
{
    /// <summary>The words of the table and the members of ValueTraits they stand for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Traits = new Dictionary<string, string>
    {
        ["null"] = "MaybeNull",
        ["ro"] = "ReadOnly",
        ["write"] = "Written",
        ["uninit"] = "MayBeUninitialised",
        ["aligned"] = "Aligned",
        ["zero"] = "MayBeZero",
        ["release"] = "Released",
        ["trusted"] = "Trusted",
        ["local"] = "LocalDynptr",
        ["ringbuf"] = "RingBufferDynptr",
    };

    /// <summary>The words of the table and the members of ArgumentKind they stand for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Arguments = new Dictionary<string, string>
    {
        ["none"] = "None",
        ["scalar"] = "Scalar",
        ["map"] = "ConstMapPointer",
        ["key"] = "MapKey",
        ["value"] = "MapValue",
        ["mem"] = "Memory",
        ["fixed"] = "FixedSizeMemory",
        ["size"] = "MemorySize",
        ["alloc_size"] = "AllocationSize",
        ["ctx"] = "Context",
        ["spin_lock"] = "SpinLock",
        ["timer"] = "Timer",
        ["kptr"] = "KptrSlot",
        ["dynptr"] = "Dynptr",
        ["func"] = "Function",
        ["stack"] = "Stack",
        ["const_str"] = "ConstantString",
        ["sock_common"] = "SocketCommon",
        ["socket"] = "Socket",
        ["btf_sock_common"] = "AnySocket",
        ["btf"] = "KernelObject",
        ["percpu_btf"] = "PerCpuKernelObject",
        ["ringbuf_mem"] = "RingBufferRecord",
    };

    /// <summary>The words of the table and the members of ReturnKind they stand for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Returns = new Dictionary<string, string>
    {
        ["integer"] = "Integer",
        ["void"] = "Void",
        ["value"] = "MapValue",
        ["socket"] = "Socket",
        ["tcp_sock"] = "TcpSocket",
        ["sock_common"] = "SocketCommon",
        ["ringbuf_mem"] = "RingBufferRecord",
        ["dynptr_mem"] = "DynptrData",
        ["mem_or_btf"] = "MemoryOrKernelObject",
        ["btf"] = "KernelObject",
    };

    /// <summary>The words of the table and the members of HelperTraits they stand for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Attributes = new Dictionary<string, string>
    {
        ["gpl"] = "GplOnly",
        ["sleeps"] = "MightSleep",
        ["pkt"] = "AcceptsPacketMemory",
        ["changes_pkt"] = "ChangesPacketData",
        ["acquires"] = "AcquiresReference",
        ["calls_back"] = "CallsBack",
        ["calls_back_later"] = "CallsBackLater",
        ["fastcall"] = "KeepsCallerRegisters",
    };

    public static IReadOnlyList<HelperPlan> Parse(IEnumerable<string> lines) => [.. DataFile.Meaningful(lines).Select(ParseLine)];

    private static HelperPlan ParseLine(string line)
    {
        Match match = Form().Match(line);
        if (!match.Success)
            throw new InvalidDataException($"reading helpers.txt: cannot understand \"{line}\"");
        string[] Split(int group, char separator) =>
            match.Groups[group].Value.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? signature = null;
        if (match.Groups[6].Success)
        {
            string[] parts = match.Groups[6].Value.Split('|');
            signature = $"{parts[0]}{(parts[0].EndsWith('*') ? "" : " ")}bpf_{match.Groups[1].Value}({parts[1]})";
        }

        return new HelperPlan(match.Groups[1].Value, Split(2, ','), ParseValue(match.Groups[3].Value), [.. Split(4, ',').Select(ParseValue)],
            Split(5, ' '), signature);
    }

    private static ValuePlan ParseValue(string text)
    {
        string[] words = text.Split('+');
        string[] head = words[0].Split(':');
        int size = head[0] == "fixed" ? int.Parse(head[1], CultureInfo.InvariantCulture) : 0;
        return new ValuePlan(head[0], words[1..], size, head[0] == "btf" ? head[1] : null);
    }

    [GeneratedRegex(@"^(\w+)(?: @ ([\w,]+))? = (\S+) \(([^)]*)\)([^:]*)(?: : (.*))?$")]
    private static partial Regex Form();
}
