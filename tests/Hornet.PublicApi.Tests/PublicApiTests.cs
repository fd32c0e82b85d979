// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Hornet.Tests;

namespace Hornet.PublicApi.Tests;

/// <summary>
/// The public API of every library is a text in <c>Baselines/</c>: a change shows in review as a change of that text.
/// <c>HORNET_UPDATE_BASELINES=1 dotnet test tests/Hornet.PublicApi.Tests</c> writes the texts anew.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries =>
    [
        "Hornet", "Hornet.Bytecode", "Hornet.Compiler", "Hornet.Linux", "Hornet.Objects", "Hornet.PacketFilter", "Hornet.Packets", "Hornet.Runtime", "Hornet.Seccomp",
        "Hornet.Verifier", "Hornet.VirtualMachine",
    ];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Public_api_is_the_reviewed_one(string library)
    {
        string baseline = TestFiles.InRepository("tests", "Hornet.PublicApi.Tests", "Baselines", library + ".txt");
        string actual = ApiPrinter.Print(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable("HORNET_UPDATE_BASELINES") == "1")
            File.WriteAllText(baseline, actual);

        File.ReadAllText(baseline).ShouldBe(actual, $"The public API of {library} is not the one in {Path.GetFileName(baseline)}.");
    }
}
