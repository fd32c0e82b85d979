// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.RegularExpressions;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed partial class CppNameTests
{
    [Theory]
    [InlineData("_Z3foov", "foo()", "foo")]
    [InlineData("_ZN2ns5Shape4areaEi", "ns::Shape::area(int)", "ns::Shape::area")]
    [InlineData("_ZNK2ns5Shape4areaEi", "ns::Shape::area(int) const", "ns::Shape::area")]
    [InlineData("_ZN2ns5ShapeC2Ei", "ns::Shape::Shape(int)", "ns::Shape::Shape")]
    [InlineData("_ZN2ns5ShapeD0Ev", "ns::Shape::~Shape()", "ns::Shape::~Shape")]
    [InlineData("_ZN2ns5twiceIdEET_S1_", "double ns::twice<double>(double)", "ns::twice<double>")]
    [InlineData("_Z1fPFivE", "f(int (*)())", "f")]
    [InlineData("_Z1fRA3_KiM1AFvcE", "f(int const (&) [3], void (A::*)(char))", "f")]
    [InlineData("_ZN1AcvT_IiEEv", "A::operator int<int>()", "A::operator int<int>")]
    [InlineData("_ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc", "std::basic_ostream<char, std::char_traits<char> >& std::operator<< <std::char_traits<char> >(std::basic_ostream<char, std::char_traits<char> >&, char const*)", "std::operator<< <std::char_traits<char> >")]
    [InlineData("_ZNSs6appendERKSs", "std::string::append(std::string const&)", "std::string::append")]
    [InlineData("_ZNSsC1Ev", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string()", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string")]
    [InlineData("_ZN12_GLOBAL__N_14funcEv", "(anonymous namespace)::func()", "(anonymous namespace)::func")]
    [InlineData("_ZZ4mainENKUliE_clEi", "main::{lambda(int)#1}::operator()(int) const", "main::{lambda(int)#1}::operator()")]
    [InlineData("_ZTV3Foo", "vtable for Foo", "vtable for Foo")]
    [InlineData("_ZThn16_N3Foo3barEv", "non-virtual thunk to Foo::bar()", "non-virtual thunk to Foo::bar()")]
    [InlineData("_Z3fooi.constprop.0", "foo(int) [clone .constprop.0]", "foo")]
    [InlineData("_Z3fooi.isra.0.cold", "foo(int) [clone .isra.0] [clone .cold]", "foo")]
    [InlineData("_Z1fIJidEEvDpOT_", "void f<int, double>(int&&, double&&)", "f<int, double>")]
    [InlineData("_Z1fIJEEvDpT_", "void f<>()", "f<>")]
    [InlineData("_ZlsRSoRK1A", "operator<<(std::ostream&, A const&)", "operator<<")]
    [InlineData("_Zli2_sPKcm", "operator\"\" _s(char const*, unsigned long)", "operator\"\" _s")]
    [InlineData("_ZNSt3setIiE4findB5cxx11Ei", "std::set<int>::find[abi:cxx11](int)", "std::set<int>::find[abi:cxx11]")]
    [InlineData("_Z1fILb1ELi3ELj4ELc65EEvv", "void f<true, 3, 4u, (char)65>()", "f<true, 3, 4u, (char)65>")]
    public void Names_are_written_as_people_do(string mangled, string full, string withoutParameters)
    {
        CppName.Demangle(mangled).ShouldBe(full);
        CppName.WithoutParameters(mangled).ShouldBe(withoutParameters);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("_Z")]
    [InlineData("_Zx")]
    [InlineData("_Z3fo")]
    [InlineData("_Z99999999999foo")]
    [InlineData("_Z1fT_")]
    [InlineData("_Z1fS_")]
    [InlineData("_Z1fi?")]
    [InlineData("")]
    public void What_is_not_a_name_stays_as_it_is(string text)
    {
        CppName.TryDemangle(text, out string name).ShouldBeFalse();
        name.ShouldBe(text);
        CppName.Demangle(text).ShouldBe(text);
    }

    [Fact]
    public void Names_that_stand_for_endless_texts_are_given_up()
    {
        // Every parameter has the one before it twice as a template argument.
        string doubling = "_Z1f" + string.Concat(Enumerable.Range(0, 60).Select(i => i == 0 ? "1AIiiE" : $"1AI{Reference(i)}{Reference(i)}E"));
        string deep = "_Z1f" + new string('P', 60_000) + "i";
        Stopwatch clock = Stopwatch.StartNew();
        CppName.TryDemangle(doubling, out _).ShouldBeFalse();
        CppName.TryDemangle(deep, out _).ShouldBeFalse();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));

        // S_ is the function's name A, S0_ the first whole type.
        static string Reference(int i) => i == 1 ? "S0_" : $"S{(i - 1 < 10 ? (char)('0' + i - 1) : (char)('A' + i - 11))}_";
    }

    /// <summary>All names of a large library and of its static counterpart, against GNU's c++filt with and without its details.</summary>
    [ToolTheory("c++filt", "nm")]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_name_of_the_standard_library_agrees_with_cppfilt(bool expandStandardNames)
    {
        string[] names = [.. NameLine().Matches(UserProgram.Run("nm", "-D", LibraryPath.Resolve("libstdc++.so.6"))).Select(match => match.Groups[1].Value).Distinct()];
        names.Length.ShouldBeGreaterThan(3000);
        string[] expected = Filter("c++filt", expandStandardNames ? [] : ["-i"], names);
        List<string> different = [];
        for (int i = 0; i < names.Length; i++)
        {
            CppName.TryDemangle(names[i], expandStandardNames, out string name);
            if (name != expected[i])
                different.Add($"{names[i]}\n  {expected[i]}\n  {name}");
        }

        different.ShouldBeEmpty();
    }

    [ToolFact("g++")]
    public void Functions_of_a_program_are_found_by_their_names_in_the_source()
    {
        using UserProgram program = new();
        UserProgram.Run("g++", "-O2", UserProgram.Source("classes.cpp"), "-o", program["classes"]);
        UserSymbols symbols = UserSymbols.Load(program["classes"]);
        UprobeSymbol.ResolveAll(symbols, "ns::Shape::area").Count.ShouldBe(2);
        // The optimiser may leave a copy only, with the constant argument inside: area(int) const [clone .constprop.0].
        string area = UprobeSymbol.Resolve(symbols, "ns::Shape::area(int) const").Name;
        area.ShouldStartWith("_ZNK2ns5Shape4areaEi");
        UprobeSymbol.Resolve(symbols, "ns::Shape::area(int)const+0x1").Name.ShouldBe($"{area}+0x1");
        UprobeSymbol.Resolve(symbols, "ns::Shape::operator[]").Name.ShouldStartWith("_ZN2ns5ShapeixEi");
        UprobeSymbol.Resolve(symbols, "plain").Name.ShouldBe("_Z5plaini");
        UprobeSymbol.Resolve(symbols, "ns::Shape::Shape").Name.ShouldStartWith("_ZN2ns5ShapeC");
        UprobeSymbol.Resolve(symbols, "double ns::twice<double>(double)").Name.ShouldStartWith("_ZN2ns5twiceIdEET_S1_");
        symbols.Find("_Z5riskyi.cold").ShouldHaveSingleItem("the compiler made no cold part, so this shows nothing");
        UprobeSymbol.Resolve(symbols, "risky").Name.ShouldBe("_Z5riskyi");
        UprobeSymbol.ResolveAll(symbols, "*risky*").ShouldHaveSingleItem();
        UprobeSymbol.ResolveAll(symbols, "*risky*.cold").ShouldHaveSingleItem();
        UprobeSymbol.ResolveAll(symbols, "ns::twice*").Count.ShouldBe(2);
        UprobeSymbol.ResolveAll(symbols, "_ZN2ns5twice*").Count.ShouldBe(2);
        Should.Throw<SymbolException>(() => UprobeSymbol.Resolve(symbols, "ns::Shape::area")).Message.ShouldContain("ns::Shape::area(int)");
        Should.Throw<SymbolException>(() => UprobeSymbol.Resolve(symbols, "ns::Shape::volume")).Message.ShouldContain("no such function");
    }

    private static string[] Filter(string tool, string[] options, string[] lines)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, lines);
            return UserProgram.Run("sh", "-c", $"{tool} {string.Join(' ', options)} < {file}").Split('\n')[..lines.Length];
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@" (_Z[^@\s]+)")]
    private static partial Regex NameLine();
}
