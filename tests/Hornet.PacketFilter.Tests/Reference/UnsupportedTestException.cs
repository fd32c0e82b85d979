// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>A test has no meaning on a link type, or after the encapsulation before it.</summary>
internal sealed class UnsupportedTestException(string what) : Exception(what);
