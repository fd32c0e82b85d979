// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux.Tests;

public sealed class ManagedNamesTests
{
    [Theory]
    [InlineData("System.String", "Concat", "System.String.Concat")]
    [InlineData("System.Collections.Generic.Dictionary`2[System.Int32,System.Collections.Generic.List`1[System.__Canon]]", "Resize", "System.Collections.Generic.Dictionary.Resize")]
    [InlineData("System.Collections.Immutable.ImmutableDictionary`2+Builder[System.__Canon,System.Int32]", "get_Origin", "System.Collections.Immutable.ImmutableDictionary.Builder.get_Origin")]
    [InlineData("Program+<>c", "<Main>b__0_0", "Program.<>c.<Main>b__0_0")]
    [InlineData("A", ".ctor", "A..ctor")]
    [InlineData("A", "Select[System.Int32]", "A.Select")]
    [InlineData("", "IL_STUB", "IL_STUB")]
    [InlineData("Broken[", "Name]", "Broken.Name]")]
    public void Generic_arguments_are_left_out(string type, string method, string expected) => ManagedNames.Of(type, method).ShouldBe(expected);

    [Theory]
    [InlineData("instance void [System.Private.CoreLib] System.Collections.Generic.List`1[System.Int32]::Add(!0)[OptimizedTier1]", "System.Collections.Generic.List.Add")]
    [InlineData("void [MyApp] My.Space.Program::Main(string[])[Tier0]", "My.Space.Program.Main")]
    [InlineData("valuetype [System.Private.CoreLib]System.Span`1<!0> [App] A+B::C(int32)[PreJIT]", "A.B.C")]
    [InlineData("LazyCompile:*handle /srv/app.js:10", "LazyCompile:*handle /srv/app.js:10")]
    [InlineData("Ljava/lang/String;::hashCode", "Ljava/lang/String;::hashCode")]
    [InlineData("stub<1> AllocateTemporaryEntryPoints<PRECODE_FIXUP>", "stub<1> AllocateTemporaryEntryPoints<PRECODE_FIXUP>")]
    public void Lines_of_the_runtimes_perf_map_get_the_same_form(string text, string expected) => ManagedNames.FromPerfMap(text).ShouldBe(expected);
}
