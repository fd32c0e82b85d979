// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>What a program is attached to. Hosts derive one record a kind of hook.</summary>
public abstract record AttachTarget;
