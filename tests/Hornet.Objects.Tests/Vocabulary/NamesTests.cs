// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects.Tests;

public sealed class NamesTests
{
    [Theory]
    [InlineData(ProgramType.SchedulerClassifier, "sched_cls")]
    [InlineData(ProgramType.CgroupSockAddress, "cgroup_sock_addr")]
    [InlineData(ProgramType.Extension, "ext")]
    [InlineData((ProgramType)99, "99")]
    public void Program_types_print_as_bpftool_prints_them(ProgramType type, string text) => type.ToText().ShouldBe(text);

    [Theory]
    [InlineData(MapType.LruPerCpuHash, "lru_percpu_hash")]
    [InlineData(MapType.CgroupStorageDeprecated, "cgroup_storage")]
    [InlineData(MapType.CgroupStorage, "cgrp_storage")]
    [InlineData(MapType.RingBuffer, "ringbuf")]
    public void Map_types_print_as_bpftool_prints_them(MapType type, string text) => type.ToText().ShouldBe(text);

    [Fact]
    public void Every_name_reads_back()
    {
        ReadsBack<ProgramType>(Names.ToText, Names.TryParse);
        ReadsBack<MapType>(Names.ToText, Names.TryParse);
        ReadsBack<AttachType>(Names.ToText, Names.TryParse);
        ReadsBack<BpfLinkType>(Names.ToText, Names.TryParse);
        ReadsBack<HelperId>(Names.ToText, Names.TryParse);
        ReadsBack<BpfCommand>(Names.ToText, Names.TryParse);
        ReadsBack<XdpAction>(Names.ToText, Names.TryParse);
        ReadsBack<TrafficControlAction>(Names.ToText, Names.TryParse);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SCHED_CLS")]
    [InlineData("bpf_xdp")]
    public void Other_words_are_not_program_types(string text) => Names.TryParse(text, out ProgramType _).ShouldBeFalse();

    private delegate bool TryParse<T>(ReadOnlySpan<char> text, out T value);

    private static void ReadsBack<T>(Func<T, string> toText, TryParse<T> tryParse)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            tryParse(toText(value), out T back).ShouldBeTrue(toText(value));
            back.ShouldBe(value);
        }
    }
}
