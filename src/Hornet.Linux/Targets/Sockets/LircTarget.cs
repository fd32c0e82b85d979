// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>An infrared receiver in raw mode (Linux 4.18): the program decodes pulses and spaces into keys. Up to 64 programs a device; no link.</summary>
/// <param name="Device">The device, for example <c>/dev/lirc0</c>.</param>
public sealed record LircTarget(string Device) : KernelTarget
{
    /// <inheritdoc/>
    public override string ToString() => $"lirc:{Device}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.LircMode2);
        BpfHandle device = OpenedFolder.Open(Attaching(program), Device, "give an infrared receiver such as /dev/lirc0");
        var request = new ProgramAttachAttributes { Target = (uint)device.FileDescriptor, AttachType = (uint)AttachType.LircMode2 };
        return ProgramAttachment.Create(program, this, new ProgramAttachment.Request(request, Hint, ProgramAttachment.UpdateWay.None, device));
    }

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.Invalid => "the file is no infrared receiver in raw mode, or the kernel was built without programs for them (CONFIG_BPF_LIRC_MODE2)",
        SyscallErrors.TooBig => "the device has as many programs as it takes (64)",
        SyscallErrors.Exists => "this program is attached there already",
        _ => "",
    };
}
