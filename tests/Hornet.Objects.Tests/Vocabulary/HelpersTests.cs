// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects.Tests;

public sealed class HelpersTests
{
    [Fact]
    public void Every_helper_has_a_prototype_and_a_caller()
    {
        foreach (HelperId id in Enum.GetValues<HelperId>().Where(id => id != HelperId.Unspec))
        {
            HelperPrototype prototype = Helpers.Get(id);
            prototype.Id.ShouldBe(id);
            prototype.Signature.ShouldContain("bpf_" + prototype.Name + "(");
            prototype.Since.Major.ShouldBeGreaterThanOrEqualTo(3);
            Enum.GetValues<ProgramType>().ShouldContain(type => type != ProgramType.Extension && Helpers.IsAllowed(id, type), prototype.Name);
        }
    }

    [Fact]
    public void An_update_takes_a_map_its_key_its_value_and_flags()
    {
        HelperPrototype update = Helpers.Get(HelperId.MapUpdateElement);
        update.ReturnKind.ShouldBe(ReturnKind.Integer);
        update.Arguments.Select(a => a.Kind).ShouldBe([ArgumentKind.ConstMapPointer, ArgumentKind.MapKey, ArgumentKind.MapValue, ArgumentKind.Scalar]);
        update.Traits.ShouldBe(HelperTraits.AcceptsPacketMemory);
        update.ToString().ShouldBe("long bpf_map_update_elem(struct bpf_map *map, const void *key, const void *value, u64 flags)");
    }

    [Fact]
    public void A_look_up_may_give_null()
    {
        HelperPrototype lookup = Helpers.Get(HelperId.MapLookupElement);
        lookup.ReturnKind.ShouldBe(ReturnKind.MapValue);
        lookup.ReturnTraits.ShouldBe(ValueTraits.MaybeNull);
    }

    [Fact]
    public void Memory_sizes_types_and_traits_are_told()
    {
        HelperArgument result = Helpers.Get(HelperId.StringToLong).Arguments[3];
        result.ShouldBe(new HelperArgument(ArgumentKind.FixedSizeMemory, ValueTraits.MayBeUninitialised | ValueTraits.Written | ValueTraits.Aligned, 8, ""));
        Helpers.Get(HelperId.FindVma).Arguments[0].KernelType.ShouldBe("task_struct");
        Helpers.Get(HelperId.SkcToTcpSock).ReturnKernelType.ShouldBe("tcp_sock");
        Helpers.Get(HelperId.RingBufferDiscardDynptr).Arguments[0].Traits.ShouldBe(ValueTraits.RingBufferDynptr | ValueTraits.Released);
        Helpers.Get(HelperId.ProbeReadKernel).IsGplOnly.ShouldBeTrue();
        Helpers.Get(HelperId.CopyFromUser).MightSleep.ShouldBeTrue();
        Helpers.Get(HelperId.XdpAdjustHead).ChangesPacketData.ShouldBeTrue();
    }

    [Fact]
    public void The_prototype_depends_on_the_program_type()
    {
        Helpers.Get(HelperId.GetSocketCookie, ProgramType.SchedulerClassifier).Arguments[0].Kind.ShouldBe(ArgumentKind.Context);
        Helpers.Get(HelperId.GetSocketCookie, ProgramType.Tracing).Arguments[0].Kind.ShouldBe(ArgumentKind.AnySocket);
    }

    [Fact]
    public void Packet_helpers_are_for_packet_programs()
    {
        Helpers.IsAllowed(HelperId.XdpAdjustHead, ProgramType.Xdp).ShouldBeTrue();
        Helpers.IsAllowed(HelperId.XdpAdjustHead, ProgramType.SchedulerClassifier).ShouldBeFalse();
        Helpers.IsAllowed(HelperId.SkbStoreBytes, ProgramType.SocketFilter).ShouldBeFalse();
        Helpers.IsAllowed(HelperId.MapLookupElement, ProgramType.SocketFilter).ShouldBeTrue();
        Helpers.IsAllowed((HelperId)5000, ProgramType.Xdp).ShouldBeFalse();
    }

    [Fact]
    public void Some_helpers_depend_on_the_hook()
    {
        Helpers.IsAllowed(HelperId.Bind, ProgramType.CgroupSockAddress).ShouldBeTrue();
        Helpers.IsAllowed(HelperId.Bind, ProgramType.CgroupSockAddress, AttachType.CgroupInet4Connect).ShouldBeTrue();
        Helpers.IsAllowed(HelperId.Bind, ProgramType.CgroupSockAddress, AttachType.CgroupUdp4SendMessage).ShouldBeFalse();
    }

    [Fact]
    public void An_unknown_number_has_no_prototype()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Helpers.Get((HelperId)(Helpers.Count + 1)));
        Should.Throw<ArgumentOutOfRangeException>(() => Helpers.Get(HelperId.Unspec));
    }

    [Fact]
    public void Releases_are_those_of_the_kernel_history()
    {
        HelperId.RingBufferOutput.Since().ShouldBe(new KernelVersion(5, 8));
        ProgramType.Netfilter.Since().ShouldBe(new KernelVersion(6, 4));
        MapType.Arena.Since().ToString().ShouldBe("6.9");
        AttachType.TcxIngress.Since().ShouldBeGreaterThan(AttachType.Xdp.Since());
        ((MapType)77).Since().ShouldBe(default);
    }
}
