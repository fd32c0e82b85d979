// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What went wrong at an AF_XDP socket since it was made (<c>XDP_STATISTICS</c>). The last three are 0 before Linux 5.9.</summary>
/// <param name="ReceiveDropped">Received packets dropped for other reasons than those below, such as being too large for a frame.</param>
/// <param name="ReceiveInvalid">Frames in the fill ring that are outside of the memory.</param>
/// <param name="TransmitInvalid">Frames in the transmit ring that are outside of the memory or too long.</param>
/// <param name="ReceiveRingFull">Received packets dropped because the application had not taken the earlier ones.</param>
/// <param name="FillRingEmpty">How often the kernel found no empty frame to receive into.</param>
/// <param name="TransmitRingEmpty">How often the kernel found nothing to send.</param>
public readonly record struct XdpStatistics(long ReceiveDropped, long ReceiveInvalid, long TransmitInvalid, long ReceiveRingFull, long FillRingEmpty, long TransmitRingEmpty);
