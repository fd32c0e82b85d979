// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli.Output;

/// <summary>Colours words on terminals that have colours; leaves them as they are elsewhere.</summary>
/// <param name="isOn">Whether to colour.</param>
internal readonly struct Paint(bool isOn)
{
    public string Bold(string text) => Wrap("1", text);

    public string Red(string text) => Wrap("1;31", text);

    public string Green(string text) => Wrap("32", text);

    public string Yellow(string text) => Wrap("33", text);

    public string Blue(string text) => Wrap("1;34", text);

    public string Cyan(string text) => Wrap("1;36", text);

    private string Wrap(string code, string text) => isOn && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
