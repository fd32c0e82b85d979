// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Verification;

/// <summary>Says in plain words what the notation of the kernel's log says of a register: <c>map_value_or_null(id=1,map=counts,ks=4,vs=8)</c>.</summary>
internal static class RegisterNotation
{
    private const string OrNull = "_or_null";

    /// <summary>What can come before the name of a kernel type, with the words for it.</summary>
    private static readonly (string Prefix, string Words)[] TypedPointers =
    [
        ("trusted_ptr_", "a trusted pointer to a kernel object of the type "),
        ("rcu_ptr_", "a pointer, protected by RCU, to a kernel object of the type "),
        ("untrusted_ptr_", "a pointer that may be stale to a kernel object of the type "),
        ("percpu_ptr_", "a pointer to a per-CPU kernel variable of the type "),
        ("percpu_rcu_ptr_", "a pointer, protected by RCU, to a per-CPU object of the type "),
        ("user_ptr_", "a pointer into user memory to an object of the type "),
        ("rcu_user_ptr_", "a pointer into user memory to an object of the type "),
        ("ptr_", "a pointer to a kernel object of the type "),
    ];

    /// <summary>The description of a register's state.</summary>
    public static string Describe(string notation)
    {
        // A leading P marks values on which the pruning of states depends.
        string text = notation.Length > 1 && notation[0] == 'P' && notation[1] != '_' ? notation[1..] : notation;
        if (text.Length == 0)
            return "nothing: it was never written";
        if (StateAttributes.TryParseNumber(text, out long number))
            return string.Create(CultureInfo.InvariantCulture, $"the number {number}");
        int open = text.IndexOf('(', StringComparison.Ordinal);
        string type = open < 0 ? text : text[..open];
        StateAttributes attributes = StateAttributes.Parse(open < 0 ? "" : text[(open + 1)..].TrimEnd(')'));
        if (type is "scalar" or "inv")
            return DescribeNumber(attributes);
        if (type.StartsWith("fp", StringComparison.Ordinal))
            return DescribeStack(type, attributes);
        bool mayBeNull = type.Contains(OrNull, StringComparison.Ordinal);
        return mayBeNull
            ? $"{DescribePointer(type.Replace(OrNull, "", StringComparison.Ordinal), attributes)} or NULL: not tested yet"
            : DescribePointer(type, attributes);
    }

    private static string DescribeNumber(StateAttributes state)
    {
        if (state.UnsignedMinimum is not null || state.UnsignedMaximum is not null)
        {
            ulong low = state.UnsignedMinimum ?? 0;
            if (state.UnsignedMaximum is { } high)
                return string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}{state.Multiple}");
            return state.SignedMaximum is { } top && top >= 0
                ? string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {top}{state.Multiple}")
                : string.Create(CultureInfo.InvariantCulture, $"a number of at least {low}, without an upper limit (or negative, as a signed number)");
        }

        return (state.SignedMinimum, state.SignedMaximum) switch
        {
            (null, null) when state.HasNarrowLimits => "a number of which only the lower 32 bits have limits",
            (null, null) => $"a number of which nothing is known{state.Multiple}",
            ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"a number of at least {low}, without an upper limit"),
            (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"a number of at most {high}, possibly negative"),
            ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}{state.Multiple}"),
        };
    }

    private static string DescribeStack(string type, StateAttributes state)
    {
        if (type.StartsWith("fp[", StringComparison.Ordinal))
            return "a pointer into the stack of a calling function";
        if (state.IsVariable)
            return $"a pointer into the stack, {state.Offset} and a number that is not constant ({state.VariableRange}) after its top";
        return type == "fp0" ? "the top of the stack" : $"a pointer to the stack at {type}";
    }

    private static string DescribePointer(string type, StateAttributes state) => type switch
    {
        "ctx" => "the context" + Moved(state),
        "pkt" => "a pointer into the packet" + PacketPlace(state, "its start", "the packet"),
        "pkt_meta" => "a pointer into the metadata before the packet" + PacketPlace(state, "its start", "the metadata"),
        "pkt_end" => "the end of the packet (data_end)",
        "map_value" => $"a pointer to a value of the map '{state["map"]}' ({state["vs"]} bytes)" + Moved(state),
        "map_key" => $"a pointer to a key of the map '{state["map"]}' ({state["ks"]} bytes)" + Moved(state),
        "map_ptr" => state["map"] is { } map ? $"the map '{map}'" : "a map",
        "ringbuf_mem" => $"a ring buffer's record of {state["sz"]} bytes" + Moved(state),
        "mem" or "alloc_mem" => $"a pointer to {state["sz"]} bytes of memory" + Moved(state),
        "rdonly_mem" or "rdonly_untrusted_mem" or "untrusted_mem" => $"a pointer to {state["sz"]} bytes of memory for reading only" + Moved(state),
        "percpu_mem" => "a pointer to per-CPU memory" + Moved(state),
        "sock" or "sock_common" or "tcp_sock" or "xdp_sock" => $"a socket ({type})" + Moved(state),
        "flow_keys" => "the flow dissector's keys" + Moved(state),
        "tp_buffer" or "buf" or "rdonly_buf" or "rdwr_buf" => "a pointer to the hook's buffer" + Moved(state),
        "func" => "the address of a function",
        "dynptr_ptr" => "a dynptr",
        "arena" => "a pointer into the arena",
        _ => TypedPointer(type) + Moved(state),
    };

    private static string TypedPointer(string type)
    {
        foreach ((string prefix, string words) in TypedPointers)
        {
            if (type.StartsWith(prefix, StringComparison.Ordinal))
                return words + type[prefix.Length..];
        }

        return $"a pointer of the kind {type}";
    }

    private static string Moved(StateAttributes state)
    {
        if (state.IsVariable)
            return $", moved by {(state.Offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{state.Offset} and "))}a number that is not constant ({state.VariableRange})";
        return state.Offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Math.Abs((decimal)state.Offset)} bytes {(state.Offset < 0 ? "before" : "after")} its start");
    }

    private static string PacketPlace(StateAttributes state, string start, string what)
    {
        string place = state.IsVariable
            ? string.Create(CultureInfo.InvariantCulture, $", {state.Offset} bytes after a place that a number which is not constant ({state.VariableRange}) leads to; {Proven(state.Range)} from that place on")
            : string.Create(CultureInfo.InvariantCulture, $", {(state.Offset == 0 ? "at" : $"{state.Offset} bytes after")} {start}; {Proven(state.Range)} of {what}");
        return state.Range > ushort.MaxValue ? ", at or behind its end" : place + (state.Range is 0 ? " is proven to exist" : " are proven to exist");
    }

    private static string Proven(ulong range) => range switch
    {
        0 => "no byte",
        1 => "one byte",
        _ => string.Create(CultureInfo.InvariantCulture, $"{range} bytes"),
    };
}
