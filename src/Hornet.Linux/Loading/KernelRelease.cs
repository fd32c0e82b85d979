// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Hornet.Linux;

/// <summary>Which kernel runs.</summary>
internal static unsafe partial class KernelRelease
{
    private const int NameLength = 65;

    private static readonly Lazy<(string Release, string Version)> Names = new(ReadNames);

    private static readonly Lazy<uint> Code = new(ReadVersionCode);

    /// <summary>The release, as <c>uname -r</c> prints it.</summary>
    public static string Release => Names.Value.Release;

    /// <summary>The version as the kernel's headers number it (<c>LINUX_VERSION_CODE</c>): major, minor and patch in a byte each, but for the major.</summary>
    public static uint VersionCode => Code.Value;

    /// <summary>
    /// Finds the version of the sources. Two distributions say something else in the release: Ubuntu has the real one in a file of its own, Debian in the
    /// build's version.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="version">The version of the build (<c>uname -v</c>).</param>
    /// <param name="signature">Ubuntu's <c>/proc/version_signature</c>, or null.</param>
    internal static uint ParseVersion(string release, string version, string? signature)
    {
        Match match = signature is null ? DebianVersion().Match(version) : LastVersion().Match(signature.Trim());
        if (!match.Success)
            match = FirstVersion().Match(release);
        return match.Success ? (Part(match, 1) << 16) | (Part(match, 2) << 8) | Math.Min(Part(match, 3), 255) : 0;
    }

    private static uint Part(Match match, int group) =>
        match.Groups[group].Success ? uint.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static uint ReadVersionCode()
    {
        const string Signature = "/proc/version_signature";
        return ParseVersion(Release, Names.Value.Version, File.Exists(Signature) ? File.ReadAllText(Signature) : null);
    }

    private static (string Release, string Version) ReadNames()
    {
        byte* names = stackalloc byte[6 * NameLength];
        if (NativeMethods.SystemName(names) != 0)
            throw new SystemCallException("asking for the kernel's version", "uname", Marshal.GetLastPInvokeError());
        return (BpfSyscall.ReadName(names + (2 * NameLength)), BpfSyscall.ReadName(names + (3 * NameLength)));
    }

    [GeneratedRegex(@"^(\d{1,5})\.(\d{1,3})(?:\.(\d{1,5}))?")]
    private static partial Regex FirstVersion();

    [GeneratedRegex(@"(\d{1,5})\.(\d{1,3})\.(\d{1,5})$")]
    private static partial Regex LastVersion();

    [GeneratedRegex(@"Debian (\d{1,5})\.(\d{1,3})\.(\d{1,5})")]
    private static partial Regex DebianVersion();
}
