// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The kernel's error numbers as helpers return them: negated, sign-extended to 64 bits. Numbers from the kernel's errno headers.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int E2BIG = 7;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EFAULT = 14;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int ENOSPC = 28;
    public const int ERANGE = 34;
    public const int ENOMSG = 42;
    public const int EPROTO = 71;
    public const int EBADMSG = 74;
    public const int EOVERFLOW = 75;
    public const int EOPNOTSUPP = 95;
    public const int EALREADY = 114;
    public const int ENOTSUPP = 524;

    /// <summary>What a helper returns for an error: <c>-errno</c> as the 64 bits of R0.</summary>
    public static ulong Result(int errno) => unchecked((ulong)-(long)errno);

    /// <summary>What a helper returns for a signed result of the kernel's <c>int</c> or <c>long</c>.</summary>
    public static ulong Of(long result) => unchecked((ulong)result);
}
