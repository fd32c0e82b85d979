// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>Every fixture of every compiler loads, or is refused for a reason that is known.</summary>
public sealed class ObjectLoadingTests
{
    /// <summary>What of the fixtures no loader can load here: the part of the path, and the reason that must be in the message.</summary>
    private static readonly (string Object, string Reason)[] Refused =
    [
        ("clang-v1/arena", "R2 type=ctx expected=fp"), // made for reading: it looks up the arena itself
        ("clang-v2/arena", "R2 type=ctx expected=fp"),
        ("clang-v3/arena", "R2 type=ctx expected=fp"),
        ("clang-v4/arena", "R2 type=ctx expected=fp"),
        ("core_fields", "access beyond struct pt_regs"), // made for relocating: it writes what is read-only
        ("ksyms", "bpf_prog_active"), // the kernel's list of symbols has functions only
        ("old_names", "the section 'something_else' does not tell the type of the program 'unknown'"),
        ("clang-v1/section_names", "p_fentry"), // this kernel has no trampolines
        ("clang-v2/section_names", "p_fentry"),
        ("clang-v3/section_names", "p_fentry"),
        ("clang-v4/section_names", "p_fentry"),
        ("clang-plain/section_names", "p_fentry"),
        ("gcc/section_names", "p_fentry"),
        ("gcc/callbacks", "missing btf func_info"), // bpf-gcc 12 records no functions for the kernel
        ("gcc/cpu_versions", "'__bswapdi2'"), // bpf-gcc calls its library for what it has no instruction for
    ];

    public static TheoryData<string> Objects()
    {
        var data = new TheoryData<string>();
        string folder = TestFiles.InRepository("tests", "fixtures", "objects");
        foreach (string path in Directory.EnumerateFiles(folder, "*.o", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, path)[..^2];
            bool isForThisMachine = (name.StartsWith("clang", StringComparison.Ordinal) || name.StartsWith("gcc", StringComparison.Ordinal)) && !name.Contains("-be/", StringComparison.Ordinal);
            if (isForThisMachine)
                data.Add(name);
        }

        return data;
    }

    [KernelTheory]
    [MemberData(nameof(Objects))]
    public void An_object_loads_or_is_refused_for_a_known_reason(string name)
    {
        BpfObject bpfObject = Fixture(name);
        using var pins = new BpfFolder();
        using var kernel = new LinuxKernel();
        var options = new KernelLoadOptions { PinPath = pins.Path };
        string? reason = Refused.Where(refused => name.EndsWith(refused.Object, StringComparison.Ordinal)).Select(refused => refused.Reason).FirstOrDefault();
        if (reason is not null)
        {
            Should.Throw<BpfException>(() => kernel.Load(bpfObject, options)).Message.ShouldContain(reason);
            return;
        }

        using KernelObject loaded = kernel.Load(bpfObject, options);
        loaded.Maps.Count.ShouldBe(bpfObject.Maps.Count(map => map.AutoCreate));

        // "never" is for a member of a structure of operations that this kernel does not have.
        loaded.Programs.Count.ShouldBe(bpfObject.Programs.Count(program => program.AutoLoad && program.SectionName != ".text" && program.Name != "never"));
        loaded.TypesRefusal.ShouldBeNull();
    }

    [KernelTheory]
    [InlineData("clang-be/global_data")]
    [InlineData("gcc-be/btf_maps")]
    public void An_object_of_the_other_byte_order_is_refused(string name)
    {
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(Fixture(name))).Message.ShouldContain("it was compiled for a big-endian machine");
    }

    private static BpfObject Fixture(string name) => BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", name + ".o"));
}
