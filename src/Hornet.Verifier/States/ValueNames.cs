// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What the kernel's messages and log call the kinds of values.</summary>
internal static class ValueNames
{
    /// <summary>The name of a kind of value, as in <c>R1 invalid mem access 'map_value_or_null'</c>.</summary>
    public static string NameOf(in RegisterState register) => NameOf(register.Kind, register.Flags);

    /// <summary>The name of a kind of value with flags.</summary>
    public static string NameOf(ValueKind kind, ValueFlags flags = ValueFlags.None)
    {
        if ((flags & (ValueFlags.MaybeNull | ValueFlags.ReadOnly | ValueFlags.RingBuffer | ValueFlags.User | ValueFlags.PerCpu | ValueFlags.Rcu | ValueFlags.Untrusted | ValueFlags.Trusted)) == 0)
            return BaseName(kind);
        string prefix = string.Concat(
            string.Concat(Prefix(flags, ValueFlags.ReadOnly, "rdonly_"), Prefix(flags, ValueFlags.RingBuffer, "ringbuf_"), Prefix(flags, ValueFlags.User, "user_"), Prefix(flags, ValueFlags.PerCpu, "percpu_")),
            string.Concat(Prefix(flags, ValueFlags.Rcu, "rcu_"), Prefix(flags, ValueFlags.Untrusted, "untrusted_"), Prefix(flags, ValueFlags.Trusted, "trusted_")));

        // The name of a typed pointer goes on with the type's.
        string suffix = (flags & ValueFlags.MaybeNull) == 0 ? "" : kind == ValueKind.BtfObject ? "or_null_" : "_or_null";
        return prefix + BaseName(kind) + suffix;
    }

    /// <summary>The name of what a dynptr stands for.</summary>
    public static string NameOf(DynptrKind kind) => kind switch
    {
        DynptrKind.Local => "local",
        DynptrKind.RingBuffer => "ringbuf",
        DynptrKind.Skb => "skb",
        DynptrKind.Xdp => "xdp",
        DynptrKind.SkbMeta => "skb_meta",
        DynptrKind.File => "file",
        _ => "<invalid>",
    };

    private static string Prefix(ValueFlags flags, ValueFlags flag, string text) => (flags & flag) != 0 ? text : "";

    private static string BaseName(ValueKind kind) => kind switch
    {
        ValueKind.Scalar => "scalar",
        ValueKind.Context => "ctx",
        ValueKind.Map => "map_ptr",
        ValueKind.MapValue => "map_value",
        ValueKind.MapKey => "map_key",
        ValueKind.Stack => "fp",
        ValueKind.PacketMeta => "pkt_meta",
        ValueKind.Packet => "pkt",
        ValueKind.PacketEnd => "pkt_end",
        ValueKind.FlowKeys => "flow_keys",
        ValueKind.Socket => "sock",
        ValueKind.SocketCommon => "sock_common",
        ValueKind.TcpSocket => "tcp_sock",
        ValueKind.TracepointBuffer => "tp_buffer",
        ValueKind.XdpSocket => "xdp_sock",
        ValueKind.BtfObject => "ptr_",
        ValueKind.Memory => "mem",
        ValueKind.Buffer => "buf",
        ValueKind.Arena => "arena",
        ValueKind.Function => "func",
        ValueKind.DynptrPointer => "dynptr_ptr",
        _ => "?",
    };
}
