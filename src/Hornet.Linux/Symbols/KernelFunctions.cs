// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>
/// Names of kernel functions by pattern, for probes on many of them. What can be traced is what tracefs lists in
/// <c>available_filter_functions</c> (Documentation/trace/ftrace.rst); without tracefs, every function of <c>/proc/kallsyms</c> is offered, and the kernel may refuse some.
/// </summary>
public static class KernelFunctions
{
    private static readonly string[] TraceFolders = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    /// <summary>The file with the functions that can be traced, or null where tracefs is not mounted or not for this user.</summary>
    public static string? TraceableList => TraceFolders
        .SelectMany(folder => new[] { Path.Combine(folder, "available_filter_functions_addrs"), Path.Combine(folder, "available_filter_functions") })
        .FirstOrDefault(IsReadable);

    /// <summary>The functions whose name matches.</summary>
    /// <param name="pattern">
    /// A name with <c>*</c>, <c>?</c> and <c>[a-z]</c>; <c>module:name</c> for those of a module (which may be a pattern too). Without a module, functions of all.
    /// </param>
    /// <returns>In the kernel's order; each function once. Several functions may share a name: then only their addresses tell them apart.</returns>
    /// <exception cref="SymbolException">The kernel's lists cannot be read.</exception>
    public static IReadOnlyList<KernelFunction> Matching(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return TraceableList is { } list ? FromTraceFs(list, pattern) : FromSymbols(KernelSymbols.Current, pattern);
    }

    /// <summary>The functions of a list in the format of <c>available_filter_functions</c> or <c>available_filter_functions_addrs</c>.</summary>
    internal static IReadOnlyList<KernelFunction> FromTraceFs(string path, string pattern)
    {
        (GlobPattern name, GlobPattern? module) = Split(pattern);
        List<KernelFunction> found = [];
        HashSet<KernelFunction> seen = [];
        bool withAddresses = path.EndsWith("_addrs", StringComparison.Ordinal);
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                if (Parse(line, withAddresses) is { } function && name.Matches(function.Name) && (module is null || module.Matches(function.Module)) && seen.Add(function))
                    found.Add(function);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SymbolException($"Listing kernel functions like '{pattern}': {path} cannot be read ({error.Message}).", error);
        }

        return found;
    }

    /// <summary>The functions among symbols.</summary>
    internal static IReadOnlyList<KernelFunction> FromSymbols(KernelSymbols symbols, string pattern)
    {
        (GlobPattern name, GlobPattern? module) = Split(pattern);
        HashSet<KernelFunction> seen = [];
        return [.. symbols.Functions(name, module).Select(symbol => new KernelFunction(symbol.Name, symbol.Module, symbol.Address)).Where(seen.Add)];
    }

    /// <summary>A line <c>name [module]</c>, with an address before it in the newer list; null for the placeholders of functions that were dropped.</summary>
    private static KernelFunction? Parse(string line, bool withAddress)
    {
        string[] parts = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        int at = 0;
        ulong address = 0;
        if (withAddress && (parts.Length == 0 || !ulong.TryParse(parts[at++], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out address)))
            return null;
        if (parts.Length <= at || parts[at].StartsWith("__ftrace_invalid_address__", StringComparison.Ordinal))
            return null;
        string module = parts.Length > at + 1 && parts[at + 1].StartsWith('[') ? parts[at + 1].Trim('[', ']') : "";
        return new KernelFunction(parts[at], module, address);
    }

    private static (GlobPattern Name, GlobPattern? Module) Split(string pattern)
    {
        int colon = pattern.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return (new GlobPattern(pattern), null);
        // The kernel itself has the empty module; bpftrace calls it vmlinux.
        string module = pattern[..colon];
        return (new GlobPattern(pattern[(colon + 1)..]), new GlobPattern(module == "vmlinux" ? "" : module));
    }

    private static bool IsReadable(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
