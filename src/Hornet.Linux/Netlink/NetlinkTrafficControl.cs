// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Hornet.Linux;

/// <summary>Queueing disciplines and filters for programs, in the calling thread's network namespace.</summary>
internal static class NetlinkTrafficControl
{
    /// <summary><c>TC_H_CLSACT</c>, which is also <c>TC_H_INGRESS</c>: where the discipline for both directions hangs.</summary>
    private const uint ClassifierParent = 0xFFFF_FFF1;

    private const uint ClassifierHandle = 0xFFFF_0000;
    private const uint RootParent = 0xFFFF_FFFF;

    /// <summary>Makes the clsact discipline that filters of packets in both directions hang on; false when there is one.</summary>
    /// <exception cref="NetlinkException">The kernel refused; it also does where an ingress discipline is in the way.</exception>
    public static bool TryCreateClassifier(int interfaceIndex)
    {
        var body = new TrafficControlMessage { Index = interfaceIndex, Handle = ClassifierHandle, Parent = ClassifierParent };
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.NewQueueing, NetlinkFlags.Create | NetlinkFlags.Exclusive, body);
        request.Add(TrafficControlAttributes.Kind, "clsact");
        using NetlinkSocket socket = NetlinkSocket.Open();
        try
        {
            socket.Change($"making the clsact discipline of {NetworkLinks.Describe(interfaceIndex)}", request, Hint);
            return true;
        }
        catch (NetlinkException e) when (e.Errno == SyscallErrors.Exists && Classifiers(interfaceIndex).Contains("clsact"))
        {
            return false;
        }
    }

    /// <summary>Removes the clsact discipline with all filters on it.</summary>
    /// <exception cref="NetlinkException">There is none (ENOENT or EINVAL), or the kernel refused.</exception>
    public static void DeleteClassifier(int interfaceIndex)
    {
        var body = new TrafficControlMessage { Index = interfaceIndex, Handle = ClassifierHandle, Parent = ClassifierParent };
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.DeleteQueueing, NetlinkFlags.None, body);
        request.Add(TrafficControlAttributes.Kind, "clsact");
        using NetlinkSocket socket = NetlinkSocket.Open();
        socket.Change($"removing the clsact discipline of {NetworkLinks.Describe(interfaceIndex)}", request, Hint);
    }

    /// <summary>Adds a filter; the answer has the priority and handle that the kernel chose.</summary>
    /// <exception cref="NetlinkException">One with this priority and handle exists (EEXIST), there is nothing to hang it on (EINVAL), or the kernel refused otherwise.</exception>
    public static TrafficControlFilter Add(TrafficControlFilterRequest filter) => Set("adding a filter to", filter, NetlinkFlags.Create | NetlinkFlags.Exclusive);

    /// <summary>Adds a filter, or puts its program into the one with this priority and handle.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static TrafficControlFilter AddOrReplace(TrafficControlFilterRequest filter) => Set("setting a filter of", filter, NetlinkFlags.Create);

    /// <summary>Removes a filter.</summary>
    /// <exception cref="NetlinkException">It is gone (ENOENT), its discipline is (EINVAL), or the kernel refused otherwise.</exception>
    public static void Delete(TrafficControlFilter filter)
    {
        var body = new TrafficControlMessage { Index = filter.InterfaceIndex, Parent = filter.Parent, Handle = filter.Handle, Info = Info(filter.Priority, filter.Protocol) };
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.DeleteFilter, NetlinkFlags.None, body);
        request.Add(TrafficControlAttributes.Kind, "bpf");
        if (filter.Chain != 0)
            request.Add(TrafficControlAttributes.Chain, filter.Chain);
        using NetlinkSocket socket = NetlinkSocket.Open();
        socket.Change($"removing a filter of {Describe(filter.InterfaceIndex, filter.Parent)}", request, Hint);
    }

    /// <summary>The filters with BPF programs that hang on one parent; none where there is no such parent.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<TrafficControlFilter> Filters(int interfaceIndex, uint parent)
    {
        var body = new TrafficControlMessage { Index = interfaceIndex, Parent = parent };
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.GetFilter, NetlinkFlags.Dump, body);
        using NetlinkSocket socket = NetlinkSocket.Open();
        return socket.Dump($"listing the filters of {Describe(interfaceIndex, parent)}", request, TrafficControlFilter.Read);
    }

    /// <summary>Whether anything hangs on one parent, whatever kind of filter it is.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static bool HasFilters(int interfaceIndex, uint parent)
    {
        var body = new TrafficControlMessage { Index = interfaceIndex, Parent = parent };
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.GetFilter, NetlinkFlags.Dump, body);
        using NetlinkSocket socket = NetlinkSocket.Open();
        return socket.Dump($"listing the filters of {Describe(interfaceIndex, parent)}", request, message => message.Type == NetlinkMessageTypes.NewFilter ? "" : null).Count != 0;
    }

    /// <summary>Everything of an interface that filters may hang on.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<uint> Parents(int interfaceIndex)
    {
        var parents = new List<uint>();
        foreach ((string kind, TrafficControlMessage queueing) in List(interfaceIndex, NetlinkMessageTypes.GetQueueing, NetlinkMessageTypes.NewQueueing))
        {
            if (kind == "clsact")
                parents.AddRange([TrafficControlFilter.IngressParent, TrafficControlFilter.EgressParent]);
            else if (kind == "ingress")
                parents.Add(TrafficControlFilter.IngressParent);
            else if (queueing.Handle != 0)
                parents.Add(queueing.Handle);
        }

        foreach ((_, TrafficControlMessage schedulingClass) in List(interfaceIndex, NetlinkMessageTypes.GetClass, NetlinkMessageTypes.NewClass))
            parents.Add(schedulingClass.Handle);
        return [.. parents.Distinct()];
    }

    /// <summary>The kinds of the disciplines in the place for clsact and ingress: at most one.</summary>
    private static IEnumerable<string> Classifiers(int interfaceIndex) =>
        List(interfaceIndex, NetlinkMessageTypes.GetQueueing, NetlinkMessageTypes.NewQueueing)
            .Where(queueing => queueing.Body.Parent == ClassifierParent)
            .Select(queueing => queueing.Kind);

    private static IEnumerable<Queueing> List(int interfaceIndex, ushort requestType, ushort answerType)
    {
        NetlinkRequest request = NetlinkRequest.Create(requestType, NetlinkFlags.Dump, new TrafficControlMessage { Index = interfaceIndex });
        using NetlinkSocket socket = NetlinkSocket.Open();
        return socket.Dump($"listing the queueing disciplines of {NetworkLinks.Describe(interfaceIndex)}", request, Read)
            .Where(queueing => queueing.Body.Index == interfaceIndex);

        Queueing? Read(NetlinkMessage message) => message.Type == answerType
            && message.Attributes<TrafficControlMessage>().TryFind(TrafficControlAttributes.Kind, out NetlinkAttribute kind)
                ? new Queueing(kind.Text, message.Body<TrafficControlMessage>())
                : null;
    }

    private static TrafficControlFilter Set(string doing, TrafficControlFilterRequest filter, NetlinkFlags flags)
    {
        doing = $"{doing} {Describe(filter.InterfaceIndex, filter.Parent)}";
        var body = new TrafficControlMessage { Index = filter.InterfaceIndex, Parent = filter.Parent, Handle = filter.Handle, Info = Info(filter.Priority, filter.Protocol) };

        // The kernel tells those who listen what was made, and with this flag the one who asked as well.
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.NewFilter, flags | NetlinkFlags.Echo, body);
        request.Add(TrafficControlAttributes.Kind, "bpf");
        if (filter.Chain != 0)
            request.Add(TrafficControlAttributes.Chain, filter.Chain);
        using (request.Begin(TrafficControlAttributes.Options))
        {
            if (filter.ClassId != 0)
                request.Add(TrafficControlAttributes.ClassId, filter.ClassId);
            request.Add(TrafficControlAttributes.ProgramFd, filter.ProgramFd);
            request.Add(TrafficControlAttributes.ProgramName, filter.Name);
            if (filter.IsDirectAction)
                request.Add(TrafficControlAttributes.Flags, TrafficControlAttributes.DirectAction);
        }

        using NetlinkSocket socket = NetlinkSocket.Open();
        return socket.Get(doing, request, TrafficControlFilter.Read, Hint)
            ?? throw new NetlinkException(doing, NetlinkMessageTypes.Name(NetlinkMessageTypes.NewFilter), SyscallErrors.NoEntry, "",
                "the kernel took the filter without telling its handle");
    }

    /// <summary><c>tcm_info</c>: the priority, and the protocol in network byte order.</summary>
    private static uint Info(int priority, int protocol) => ((uint)priority << 16) | (ushort)IPAddress.HostToNetworkOrder((short)protocol);

    private static string Describe(int interfaceIndex, uint parent) => $"{NetworkLinks.Describe(interfaceIndex)} " + parent switch
    {
        TrafficControlFilter.IngressParent => "ingress",
        TrafficControlFilter.EgressParent => "egress",
        RootParent => "root",
        _ => "parent " + TrafficControlFilter.Format(parent),
    };

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.Exists => "one with this parent, priority and handle is there already; replace it, or choose another priority",
        SyscallErrors.Invalid => "there is no clsact discipline for it, the parent does not exist, or the program is not of type sched_cls",
        SyscallErrors.NoEntry => "it was removed meanwhile, or this kernel has no such discipline or filter (CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_BPF)",
        SyscallErrors.NotSupported => "this kernel was built without it (CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_BPF)",
        _ => "",
    };

    /// <summary>A queueing discipline or class.</summary>
    private sealed record Queueing(string Kind, TrafficControlMessage Body);
}
