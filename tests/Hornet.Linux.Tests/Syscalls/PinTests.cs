// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Syscalls;

/// <summary>Pins that the kernel refuses: the error says what stands in the way.</summary>
public sealed class PinTests : IDisposable
{
    private readonly string _name = $"hornet-pin-{Environment.ProcessId}";

    private string Pin => Path.Combine(BpfFileSystem.DefaultPath, _name);

    public void Dispose()
    {
        if (File.Exists(Pin))
            BpfFileSystem.Unpin(Pin);
    }

    [KernelTheory]
    [InlineData("/tmp/NAME", "/tmp is not in a BPF file system; mount one")]
    [InlineData("/sys/fs/bpf/NAME/pin", "the folder /sys/fs/bpf/NAME does not exist")]
    [InlineData("/sys/fs/bpf/NAME.pin", "names in a BPF file system have no dots")]
    public void A_path_that_takes_no_pins_is_refused_with_the_reason(string path, string reason)
    {
        using KernelMap map = Create();
        string place = path.Replace("NAME", _name, StringComparison.Ordinal);
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => map.Pin(place));
        refusal.Message.ShouldStartWith($"pinning the map \"pinned\" at {place}: bpf(obj_pin) failed with ");
        refusal.LikelyCause.ShouldContain(reason.Replace("NAME", _name, StringComparison.Ordinal));
        File.Exists(place).ShouldBeFalse();
    }

    [KernelFact]
    public void A_pin_is_not_put_over_another()
    {
        using KernelMap map = Create();
        map.Pin(Pin);
        Should.Throw<BpfSyscallException>(() => map.Pin(Pin)).LikelyCause.ShouldBe($"{Pin} is there already");
        using KernelMap again = KernelMap.OpenPinned(Pin);
        again.GetInfo().Id.ShouldBe(map.GetInfo().Id);
    }

    private static KernelMap Create() => KernelMap.Create(new MapSpec { Name = "pinned", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
}
