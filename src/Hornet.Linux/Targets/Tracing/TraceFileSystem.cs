// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>tracefs, where the kernel lists its tracepoints and takes the definitions of probes from before perf events could carry them.</summary>
internal static class TraceFileSystem
{
    private static readonly string[] UsualFolders = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    /// <summary>Where it is mounted, or null.</summary>
    public static string? Folder => UsualFolders.FirstOrDefault(HasEvents) ?? OtherMounts().FirstOrDefault(HasEvents);

    /// <summary>The number of a tracepoint, as perf events take it.</summary>
    /// <param name="doing">What it is for.</param>
    /// <param name="category">The folder of the tracepoint, for example <c>syscalls</c>.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="BpfException">tracefs is not mounted, or there is no such tracepoint.</exception>
    public static ulong EventId(string doing, string category, string name)
    {
        string folder = Require(doing);
        string path = Path.Combine(folder, "events", category, name, "id");
        try
        {
            return ulong.Parse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BpfException($"{doing}: {WhyNot(folder, category, name)}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new BpfException($"{doing}: {path} cannot be read: missing privilege; tracefs is for root.");
        }
    }

    /// <summary>Where tracefs is mounted.</summary>
    /// <exception cref="BpfException">It is not.</exception>
    public static string Require(string doing) => Folder
        ?? throw new BpfException($"{doing}: tracefs is not mounted, or not for this user; as root: mount -t tracefs nodev /sys/kernel/tracing. Raw tracepoints (raw_tp/…, tp_btf/…) need no tracefs.");

    /// <summary>The names of tracepoints, <c>category/name</c>; empty where tracefs cannot be read.</summary>
    public static IEnumerable<string> EventNames()
    {
        string? list = Folder is { } folder ? Path.Combine(folder, "available_events") : null;
        return list is not null && File.Exists(list) ? File.ReadLines(list).Select(line => line.Replace(':', '/')) : [];
    }

    private static string WhyNot(string folder, string category, string name)
    {
        string events = Path.Combine(folder, "events");
        if (Directory.Exists(Path.Combine(events, category)))
        {
            IEnumerable<string> names = Directory.EnumerateDirectories(Path.Combine(events, category)).Select(path => Path.GetFileName(path));
            return $"this kernel has no tracepoint '{name}' in the category '{category}'{NearNames.Hint(name, names)}.";
        }

        string[] elsewhere = [.. EventNames().Where(known => known.EndsWith("/" + name, StringComparison.Ordinal)).Take(3)];
        string hint = elsewhere.Length > 0
            ? $"; there is {string.Join(", ", elsewhere)}"
            : NearNames.Hint(category, Directory.EnumerateDirectories(events).Select(path => Path.GetFileName(path)));
        return $"this kernel has no tracepoint category '{category}'{hint}.";
    }

    private static bool HasEvents(string folder) => Directory.Exists(Path.Combine(folder, "events"));

    /// <summary>Mounts in other places, from the list of this process's mounts (proc(5): device, folder, type, …).</summary>
    private static IEnumerable<string> OtherMounts() => File.Exists("/proc/self/mounts")
        ? File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).Where(fields => fields.Length > 2 && fields[2] == "tracefs").Select(fields => fields[1])
        : [];
}
