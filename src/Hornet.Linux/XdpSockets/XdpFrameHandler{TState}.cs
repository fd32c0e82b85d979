// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Handles a received frame.</summary>
/// <typeparam name="TState">What the caller hands through.</typeparam>
/// <param name="frame">The frame; not valid after the return.</param>
/// <param name="state">What the caller handed through.</param>
/// <returns>What happens to the frame.</returns>
public delegate XdpFrameAction XdpFrameHandler<in TState>(XdpFrame frame, TState state)
    where TState : allows ref struct;
