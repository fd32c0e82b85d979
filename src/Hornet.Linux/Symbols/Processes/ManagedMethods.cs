// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace Hornet.Linux;

/// <summary>
/// The methods a .NET process has machine code of (compiled at run time or ahead of it), from the runtime itself: when an event session ends, the runtime lists them
/// (provider <c>Microsoft-Windows-DotNETRuntimeRundown</c>) over its diagnostics port. The process needs no preparation and goes on running.
/// </summary>
internal static class ManagedMethods
{
    private const string RundownProvider = "Microsoft-Windows-DotNETRuntimeRundown";

    /// <summary>The runtime's loader, compiler, and ahead-of-time images.</summary>
    private const long LoaderJitAndImages = 0x8 | 0x10 | 0x20;

    private const int BufferMegabytes = 256;

    /// <summary>The longest a runtime may take to answer; a stopped process never does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Asks the runtime of a process.</summary>
    /// <returns>Null where the process has no runtime that answers (not .NET, diagnostics switched off, another user's, gone).</returns>
    public static SymbolTable? TryRead(int processId) => TryRead(processId, Patience);

    /// <summary>Asks the runtime of a process for at most a given time.</summary>
    internal static SymbolTable? TryRead(int processId, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return Read(processId, limit.Token);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // No port, no permission, no answer; or a stream that the reader does not understand, which another process wrote and whose errors have no common type.
            // Names of managed code are one source among several: without them an address still prints with its memory.
            return null;
        }
    }

    private static SymbolTable Read(int processId, CancellationToken cancellation)
    {
        var client = new DiagnosticsClient(processId);
        using EventPipeSession session = client.StartEventPipeSessionAsync(
            [new EventPipeProvider(RundownProvider, EventLevel.Verbose, LoaderJitAndImages)], requestRundown: true, BufferMegabytes, cancellation).GetAwaiter().GetResult();
        using CancellationTokenRegistration stopReading = cancellation.Register(static stream => ((Stream)stream!).Dispose(), session.EventStream);

        SymbolTableBuilder methods = new();
        using var source = new EventPipeEventSource(session.EventStream);
        var rundown = new ClrRundownTraceEventParser(source);
        rundown.MethodDCStopVerbose += method => Add(methods, method);
        // The list comes while the session ends, so somebody has to read meanwhile.
        Task stop = session.StopAsync(cancellation);
        source.Process();
        stop.GetAwaiter().GetResult();
        return methods.Build();
    }

    private static void Add(SymbolTableBuilder methods, MethodLoadUnloadVerboseTraceData method)
    {
        if (method.MethodStartAddress != 0 && method.MethodSize > 0)
            methods.Add(method.MethodStartAddress, (ulong)method.MethodSize, ManagedNames.Of(method.MethodNamespace, method.MethodName));
    }
}
