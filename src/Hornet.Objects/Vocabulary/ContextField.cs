// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>A field of a context structure, as C declares it.</summary>
/// <param name="Name">Its C name; members of anonymous unions and structures stand on their own.</param>
/// <param name="Offset">Offset in bytes from the context.</param>
/// <param name="Size">Size in bytes, of the whole array where it is one.</param>
/// <param name="Type">The C type: <c>u32</c>, <c>s32</c>, <c>struct bpf_sock*</c>, ...</param>
/// <param name="Count">Elements of an array; 0 where it is none.</param>
/// <param name="BitOffset">The first bit of a bit field inside its byte; otherwise 0.</param>
/// <param name="BitSize">The width of a bit field in bits; otherwise 0.</param>
public readonly record struct ContextField(string Name, int Offset, int Size, string Type, int Count = 0, int BitOffset = 0, int BitSize = 0);
