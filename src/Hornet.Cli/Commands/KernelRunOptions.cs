// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;

namespace Hornet.Cli.Commands;

/// <summary>The options of <c>hornet run</c> that only the kernel host has.</summary>
internal sealed class KernelRunOptions
{
    public Option<string[]> Attach { get; } = new("--attach", "-a") { Description = "With --host kernel: what to attach to, TARGET or PROGRAM=TARGET, where the section does not tell: eth0, tcx:eth0:ingress, /sys/fs/cgroup/…, tracepoint:CATEGORY:NAME, uprobe:PATH:SYMBOL, …; may be repeated." };

    public Option<TimeSpan?> Duration { get; } = Seconds("--duration", "With --host kernel: end after so many seconds; without it, Ctrl-C ends.");

    public Option<TimeSpan?> Interval { get; } = Seconds("--interval", "With --host kernel: print maps and variables every so many seconds, not only at the end.");

    public Option<string?> Pin { get; } = new("--pin") { Description = "With --host kernel: pin programs, maps and links in this folder of a BPF file system, so that they stay when the command ends." };

    public Option<string[]> RecordType { get; } = new("--record-type") { Description = "With --host kernel: the structure of a buffer's records, TYPE or MAP=TYPE; without it, one named after the map is looked for." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Options.Add(option);
    }

    /// <summary>Refuses the options without the kernel host.</summary>
    public void RequireKernel(ParseResult parsed)
    {
        foreach (Option option in All)
        {
            if (parsed.GetResult(option) is not null)
                throw new CliException($"{option.Name} goes with --host kernel: nothing happens by itself in user space.");
        }
    }

    private Option[] All => [Attach, Duration, Interval, Pin, RecordType];

    private static Option<TimeSpan?> Seconds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "seconds",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value.TrimEnd('s');
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 1e6)
                return TimeSpan.FromSeconds(seconds);
            result.AddError($"{name} wants a number of seconds greater than 0, such as 10 or 0.5, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };
}
