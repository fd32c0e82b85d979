// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>Objects loaded by libbpf and by Hornet are the same in the kernel: the verifier's instructions, functions, lines, maps, types.</summary>
public sealed class LibbpfComparisonTests
{
    /// <summary>What libbpf 1.1 does not load, and the words in which it says so. An empty object stands for any.</summary>
    private static readonly (string Object, string Reason)[] RefusedByLibbpf =
    [
        ("", "legacy map definitions in 'maps' section are not supported"), // dropped in libbpf 1.0
        ("", "missing BPF prog type, check ELF section name"), // sections newer than it, and older than 1.0
        ("arena", "attr 'map_extra': expected PTR, got enum64"), // newer than it
        ("arena_sum", "bad map relo against 'runs' in section '.addr_space.1'"),
        ("congestion", "Cannot find member unknown_to_every_kernel in kernel BTF"), // newer libbpf skips what is zero
        ("core_fields", "prog 'direct_access': BPF program load failed: Permission denied"), // Hornet neither
        ("externs", "prog 'uses': BPF program load failed"), // flavours of functions are newer than it
        ("ksyms", "ldimm64 failed to find the address for kernel symbol 'bpf_prog_active'"), // Hornet neither
        ("labels", "sec '.text': corrupted program 'square', offset 0, size 0"),
        ("gcc/btf_maps", "INT signed char size=1 bits_offset=0 nr_bits=8 encoding=UNKN Unsupported encoding"), // Hornet mends the types of bpf-gcc
        ("gcc/callbacks", "missing btf func_info"), // Hornet neither
        ("gcc/cpu_versions", "failed to find BTF for extern '__bswapdi2'"), // Hornet neither
        ("gcc/data_pointers", "invalid access to map value pointer"), // it takes bpf-gcc's relocations to name other places
        ("gcc/global_data", "invalid access to map value pointer"),
        ("gcc-plain/global_data", "invalid access to map value pointer"),
        ("gcc/map_in_map", "failed to initialize slot [0] to map 'first' fd=-1"), // the inner map comes later
        ("gcc/subprograms", "no .text section found yet sub-program call exists"),
        ("gcc-plain/subprograms", "no .text section found yet sub-program call exists"),
    ];

    [ToolTheory("gcc")]
    [InlineData("clang-v1")]
    [InlineData("clang-v2")]
    [InlineData("clang-v3")]
    [InlineData("clang-v4")]
    [InlineData("clang-plain")]
    [InlineData("clang-dwarf")]
    [InlineData("gcc")]
    [InlineData("gcc-plain")]
    public void Objects_are_the_same_in_the_kernel(string folder)
    {
        using var libbpf = new LibbpfLoader();
        using var pins = new BpfFolder();
        using var kernel = new LinuxKernel();
        List<string> differences = [];
        int compared = 0;
        foreach (string path in Directory.EnumerateFiles(TestFiles.InRepository("tests", "fixtures", "objects", folder), "*.o").Order(StringComparer.Ordinal))
        {
            string name = folder + "/" + Path.GetFileNameWithoutExtension(path);
            LibbpfObject expected = libbpf.Load(path);
            if (expected.Messages.Count > 0)
            {
                string messages = string.Join('\n', expected.Messages);
                if (!RefusedByLibbpf.Any(refused => name.EndsWith(refused.Object, StringComparison.Ordinal) && messages.Contains(refused.Reason, StringComparison.Ordinal)))
                    differences.Add($"{name}: libbpf does not load it, for a reason that is not known: {messages}");
                continue;
            }

            if (RefusedByLibbpf.Any(refused => refused.Object.Length > 0 && ("/" + name).EndsWith("/" + refused.Object, StringComparison.Ordinal)))
                differences.Add($"{name}: libbpf loads it, and it is in the list of those it does not load");
            try
            {
                using KernelObject loaded = kernel.Load(BpfObject.Load(path), new KernelLoadOptions { PinPath = pins.Path });
                LibbpfComparison.Compare(name, expected, loaded, differences);
                compared++;
            }
            catch (BpfException error)
            {
                differences.Add($"{name}: libbpf loads it, and Hornet does not: {error.Message}");
            }
        }

        differences.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(0);
    }
}
