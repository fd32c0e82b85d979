// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Hornet.Cli.Seccomp;

/// <summary>The forms a program can be printed in.</summary>
internal enum SeccompForm
{
    /// <summary>In words.</summary>
    Words,

    /// <summary>As tcpdump -d does.</summary>
    Listing,

    /// <summary>As C initialisers.</summary>
    CArray,

    /// <summary>As decimal numbers.</summary>
    Decimal,

    /// <summary>The bytes of struct sock_filter.</summary>
    Raw,

    /// <summary>JSON.</summary>
    Json,
}

/// <summary>The options that choose the form of a program.</summary>
internal sealed class SeccompOutputOptions
{
    private readonly Option<bool> _listing = new("-d") { Description = "Print instructions as tcpdump -d does." };
    private readonly Option<bool> _array = new("-dd") { Description = "Print C initialisers." };
    private readonly Option<bool> _decimal = new("-ddd") { Description = "Print decimal numbers." };
    private readonly Option<bool> _raw = new("--raw") { Description = "Write struct sock_filter in this machine's byte order." };
    private readonly Option<bool> _json = Commands.CommonOptions.Json();

    public void AddTo(Command command)
    {
        foreach (Option<bool> option in new[] { _listing, _array, _decimal, _raw, _json })
            command.Add(option);
    }

    /// <summary>The form that was asked for.</summary>
    public SeccompForm Form(ParseResult parsed)
    {
        (Option<bool> Option, SeccompForm Form)[] forms =
            [(_listing, SeccompForm.Listing), (_array, SeccompForm.CArray), (_decimal, SeccompForm.Decimal), (_raw, SeccompForm.Raw), (_json, SeccompForm.Json)];
        SeccompForm[] chosen = [.. forms.Where(form => parsed.GetValue(form.Option)).Select(form => form.Form)];
        return chosen.Length > 1 ? throw new CliException("Choose one of -d, -dd, -ddd, --raw and --json.") : chosen.FirstOrDefault();
    }
}
