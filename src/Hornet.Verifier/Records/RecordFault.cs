// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What is wrong with the special fields of a type. The kernel answers with an error number alone, so the words are Hornet's.</summary>
/// <param name="Message">The fault, with the kernel's error number.</param>
internal sealed record RecordFault(string Message);
