// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The XDP programs of an interface, by mode; an interface can have one in the networking stack or driver and one on the card.</summary>
/// <param name="NativeProgramId">The number of the program in the driver, 0 for none.</param>
/// <param name="GenericProgramId">The number of the program in the networking stack, 0 for none.</param>
/// <param name="OffloadProgramId">The number of the program on the card, 0 for none.</param>
public sealed record XdpAttachment(uint NativeProgramId, uint GenericProgramId, uint OffloadProgramId)
{
    /// <summary>No program at all.</summary>
    public static XdpAttachment None { get; } = new(0, 0, 0);

    /// <summary>Whether there is a program in any mode.</summary>
    public bool IsAttached => (NativeProgramId | GenericProgramId | OffloadProgramId) != 0;

    /// <summary>The number of the program in a mode, 0 for none. <see cref="XdpMode.Automatic"/> asks for the first there is, nearest to the wire.</summary>
    public uint ProgramId(XdpMode mode) => mode switch
    {
        XdpMode.Native => NativeProgramId,
        XdpMode.Generic => GenericProgramId,
        XdpMode.Offload => OffloadProgramId,
        _ when OffloadProgramId != 0 => OffloadProgramId,
        _ when NativeProgramId != 0 => NativeProgramId,
        _ => GenericProgramId,
    };
}
