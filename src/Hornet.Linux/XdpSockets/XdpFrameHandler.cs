// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Handles a received frame.</summary>
/// <param name="frame">The frame; not valid after the return.</param>
/// <returns>What happens to the frame.</returns>
public delegate XdpFrameAction XdpFrameHandler(XdpFrame frame);
