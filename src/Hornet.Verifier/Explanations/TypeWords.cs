// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Plain words for the kinds of values that a function takes, as the kernel lists them: <c>fp, pkt, map_value</c>.</summary>
internal static class TypeWords
{
    /// <summary>The words for a list of kinds.</summary>
    public static string Describe(string kinds)
    {
        // What helpers take as plain memory is a long list that says less than its meaning.
        if (kinds.Contains("fp", StringComparison.Ordinal) && kinds.Contains("map_value", StringComparison.Ordinal))
            return "memory: the stack, a packet, a map's key or value, or what a helper returned";
        string[] words = [.. kinds.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Word).Distinct()];
        return words.Length switch
        {
            0 => kinds,
            1 => words[0],
            _ => $"{string.Join(", ", words[..^1])} or {words[^1]}",
        };
    }

    private static string Word(string kind) => kind switch
    {
        "scalar" => "a number",
        "ctx" => "the context",
        "fp" => "memory of the program, such as the stack",
        "pkt" => "a packet",
        "pkt_meta" => "a packet's metadata",
        "map_ptr" => "a map",
        "map_key" => "a map's key",
        "map_value" => "a map's value",
        "mem" => "memory",
        "ringbuf_mem" => "a ring buffer's record",
        "buf" => "a hook's buffer",
        "func" => "a function",
        "sock" or "sock_common" or "tcp_sock" or "xdp_sock" => "a socket",
        "trusted_ptr_" => "a trusted kernel object",
        "rcu_ptr_" => "a kernel object protected by RCU",
        "ptr_" => "a kernel object",
        "percpu_ptr_" or "percpu_rcu_ptr_" or "percpu_trusted_ptr_" => "a per-CPU object",
        "dynptr_ptr" => "a dynptr",
        "arena" => "an address in an arena",
        _ => kind,
    };
}
