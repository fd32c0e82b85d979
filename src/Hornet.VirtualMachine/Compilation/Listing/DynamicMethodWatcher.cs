// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Hornet.VirtualMachines;

/// <summary>
/// Learns where .NET puts the machine code of dynamic methods, from the runtime's own events while they are compiled. There is no other way to ask, and the
/// runtime keeps no map from that code to the intermediate language.
/// </summary>
internal sealed class DynamicMethodWatcher : EventListener
{
    private const EventKeywords JitKeyword = (EventKeywords)0x10;
    private const string RuntimeEvents = "Microsoft-Windows-DotNETRuntime", MethodLoaded = "MethodLoadVerbose", DynamicClass = "dynamicClass";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ulong Address, int Size)> _methods = new(StringComparer.Ordinal);

    /// <summary>Why nothing can be watched in this process, as a clause; null when it can.</summary>
    public static string? WhyNot => AppContext.TryGetSwitch("System.Diagnostics.Tracing.EventSource.IsSupported", out bool isSupported) && !isSupported
        ? "events are switched off in this process (EventSourceSupport)"
        : null;

    /// <summary>Where the code of a method is. Events come with a delay, so this waits a while.</summary>
    /// <returns>Null when the runtime did not tell.</returns>
    public (ulong Address, int Size)? Find(string method)
    {
        (ulong, int) found = default;
        return SpinWait.SpinUntil(() => TryFind(method, out found), Patience) ? found : null;
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == RuntimeEvents)
        {
            EnableEvents(eventSource, EventLevel.Verbose, JitKeyword);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith(MethodLoaded, StringComparison.Ordinal) != true || Field("MethodNamespace") is not DynamicClass)
        {
            return;
        }

        lock (_lock)
        {
            _methods[(string)Field("MethodName")!] = (
                Convert.ToUInt64(Field("MethodStartAddress"), CultureInfo.InvariantCulture), Convert.ToInt32(Field("MethodSize"), CultureInfo.InvariantCulture));
        }

        object? Field(string name)
        {
            int index = eventData.PayloadNames?.IndexOf(name) ?? -1;
            return index < 0 ? null : eventData.Payload?[index];
        }
    }

    private bool TryFind(string method, out (ulong Address, int Size) found)
    {
        lock (_lock)
        {
            return _methods.TryGetValue(method, out found);
        }
    }
}
