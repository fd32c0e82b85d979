// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// The application drives the network card's queue from its own thread, in place of interrupts (since Linux 5.11; the interface needs
/// <c>napi_defer_hard_irqs</c> and <c>gro_flush_timeout</c> set as well).
/// </summary>
/// <param name="Microseconds">How long one attempt may take (<c>SO_BUSY_POLL</c>).</param>
/// <param name="Budget">How many packets one attempt may handle (<c>SO_BUSY_POLL_BUDGET</c>); more than 64 only with CAP_NET_ADMIN.</param>
public sealed record XdpBusyPoll(int Microseconds = 20, int Budget = 64);
