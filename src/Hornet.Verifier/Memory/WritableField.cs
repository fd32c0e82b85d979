// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A member of a kernel object that programs of some kind may write.</summary>
/// <param name="ObjectType">The structure that the pointer has to be of.</param>
/// <param name="Structure">The structure, at the start of the object, that has the member.</param>
/// <param name="Path">The member, with dots between nested ones.</param>
/// <param name="IsRange">Whether the write may begin inside of it.</param>
/// <param name="Skipped">Bytes of the member, from its start, that may not be written.</param>
/// <param name="Length">How many bytes may be written; 0 for all to the member's end.</param>
internal readonly record struct WritableField(string ObjectType, string Structure, string Path, bool IsRange = false, int Skipped = 0, int Length = 0);
