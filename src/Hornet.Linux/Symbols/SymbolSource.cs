// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Where the name of an address comes from.</summary>
public enum SymbolSource
{
    /// <summary>The address lies in nothing that is known.</summary>
    Unknown,

    /// <summary>The kernel's symbols.</summary>
    Kernel,

    /// <summary>The symbols of an executable or a library.</summary>
    File,

    /// <summary>The functions that the kernel maps into every process (vdso(7)).</summary>
    Vdso,

    /// <summary>Code made at run time, by the process's own list (<c>/tmp/perf-PID.map</c>).</summary>
    PerfMap,

    /// <summary>A .NET method, by the runtime's own information.</summary>
    Managed,

    /// <summary>Memory without a file (heap, stack, code made at run time that nobody listed).</summary>
    Anonymous,
}
