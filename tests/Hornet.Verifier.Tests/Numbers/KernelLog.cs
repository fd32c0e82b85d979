// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>What the log of the kernel's verifier says of numbers in registers: after each instruction, and where a jump arrives.</summary>
internal sealed partial class KernelLog
{
    private readonly Dictionary<int, RegisterTexts> _steps = [];
    private readonly Dictionary<(int From, int To), RegisterTexts> _arrivals = [];

    /// <summary>Reads a log of level 2 of a program without loops.</summary>
    public KernelLog(string log)
    {
        int previous = -1;
        foreach (string line in log.Split('\n'))
        {
            if (ArrivalLine().Match(line) is { Success: true } arrival)
            {
                (int from, int to) = (Number(arrival, "from"), Number(arrival, "to"));
                _arrivals[(from, to)] = new RegisterTexts(arrival.Groups["state"].Value);
                previous = -1;
            }
            else if (StepLine().Match(line) is { Success: true } step)
            {
                int index = Number(step, "index");
                _steps[index] = new RegisterTexts(step.Groups["state"].Value);
                if (previous >= 0)
                {
                    _arrivals[(previous, index)] = _steps[previous];
                }

                previous = index;
            }
            else if (StateLine().Match(line) is { Success: true } state && previous >= 0 && Number(state, "index") - previous is 0 or 1)
            {
                // Where something else is logged of an instruction, the state after it has a line of its own, by its number or the next.
                _steps[previous] = new RegisterTexts(state.Groups["state"].Value);
            }
        }
    }

    /// <summary>Where the kernel went from instruction to instruction.</summary>
    public IReadOnlyCollection<(int From, int To)> Ways => _arrivals.Keys;

    /// <summary>The registers that the log shows after an instruction; null where the kernel did not come by.</summary>
    public RegisterTexts? After(int index) => _steps.GetValueOrDefault(index);

    /// <summary>The registers that the log shows on the way from one instruction to another; null where the kernel did not go that way.</summary>
    public RegisterTexts? OnTheWay(int from, int to) => _arrivals.GetValueOrDefault((from, to));

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^from (?<from>\d+) to (?<to>\d+): (?<state>.*)$")]
    private static partial Regex ArrivalLine();

    [GeneratedRegex(@"^(?<index>\d+): \([0-9a-f]{2}\) [^;]*(; (?<state>.*))?$")]
    private static partial Regex StepLine();

    [GeneratedRegex(@"^(?<index>\d+): (?<state>R\d.*)$")]
    private static partial Regex StateLine();
}
