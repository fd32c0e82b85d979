// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Bytecode.Classic;

namespace Hornet.Linux;

/// <summary><c>struct sock_fprog</c> (linux/filter.h): a classic program as <c>setsockopt</c> takes it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct ClassicFilterProgram
{
    [FieldOffset(0)] public ushort Length;
    [FieldOffset(8)] public ClassicInstruction* Instructions;
}
