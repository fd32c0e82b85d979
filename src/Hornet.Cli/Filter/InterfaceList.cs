// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Cli.Output;
using Hornet.Linux;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>The interfaces that packets can be captured on.</summary>
internal static class InterfaceList
{
    /// <summary>Prints them, those that are up first, and last the name that means all.</summary>
    public static void Print(Terminal terminal, bool json)
    {
        NetworkLink[] links = [.. NetworkLinks.All().OrderByDescending(link => link.IsUp).ThenBy(link => (link.Flags & NetworkLinkFlags.Loopback) != 0).ThenBy(link => link.Index)];
        if (json)
        {
            PrintJson(terminal, links);
            return;
        }

        int number = 1;
        foreach (NetworkLink link in links)
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number++}.{link.Name} [{string.Join(", ", States(link))}]"));
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number}.any (all interfaces) [Up, Running]"));
    }

    private static void PrintJson(Terminal terminal, NetworkLink[] links) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartArray();
        foreach (NetworkLink link in links)
        {
            json.WriteStartObject();
            json.WriteString("name", link.Name);
            json.WriteNumber("index", link.Index);
            json.WriteString("linkType", PacketCapture.FindLinkType(link).Name());
            json.WriteBoolean("up", link.IsUp);
            json.WriteBoolean("running", (link.Flags & NetworkLinkFlags.Running) != 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static IEnumerable<string> States(NetworkLink link)
    {
        yield return link.IsUp ? "Up" : "Down";
        if ((link.Flags & NetworkLinkFlags.Running) != 0)
            yield return "Running";
        if ((link.Flags & NetworkLinkFlags.Loopback) != 0)
            yield return "Loopback";
    }
}
