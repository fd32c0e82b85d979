// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// The symbols of all error numbers (asm-generic/errno-base.h, asm-generic/errno.h), and of the kernel's internal ones (include/linux/errno.h) that
/// bpf(2) lets through.
/// </summary>
internal static class ErrnoNames
{
    // In the order of their numbers, from 1 on; a dash where there is none.
    private static readonly string[] Names =
    [
        "EPERM", "ENOENT", "ESRCH", "EINTR", "EIO", "ENXIO", "E2BIG", "ENOEXEC", "EBADF", "ECHILD", "EAGAIN", "ENOMEM", "EACCES", "EFAULT",
        "ENOTBLK", "EBUSY", "EEXIST", "EXDEV", "ENODEV", "ENOTDIR", "EISDIR", "EINVAL", "ENFILE", "EMFILE", "ENOTTY", "ETXTBSY", "EFBIG",
        "ENOSPC", "ESPIPE", "EROFS", "EMLINK", "EPIPE", "EDOM", "ERANGE", "EDEADLK", "ENAMETOOLONG", "ENOLCK", "ENOSYS", "ENOTEMPTY",
        "ELOOP", "-", "ENOMSG", "EIDRM", "ECHRNG", "EL2NSYNC", "EL3HLT", "EL3RST", "ELNRNG", "EUNATCH", "ENOCSI", "EL2HLT", "EBADE",
        "EBADR", "EXFULL", "ENOANO", "EBADRQC", "EBADSLT", "-", "EBFONT", "ENOSTR", "ENODATA", "ETIME", "ENOSR", "ENONET", "ENOPKG",
        "EREMOTE", "ENOLINK", "EADV", "ESRMNT", "ECOMM", "EPROTO", "EMULTIHOP", "EDOTDOT", "EBADMSG", "EOVERFLOW", "ENOTUNIQ", "EBADFD",
        "EREMCHG", "ELIBACC", "ELIBBAD", "ELIBSCN", "ELIBMAX", "ELIBEXEC", "EILSEQ", "ERESTART", "ESTRPIPE", "EUSERS", "ENOTSOCK",
        "EDESTADDRREQ", "EMSGSIZE", "EPROTOTYPE", "ENOPROTOOPT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT", "EOPNOTSUPP", "EPFNOSUPPORT",
        "EAFNOSUPPORT", "EADDRINUSE", "EADDRNOTAVAIL", "ENETDOWN", "ENETUNREACH", "ENETRESET", "ECONNABORTED", "ECONNRESET", "ENOBUFS",
        "EISCONN", "ENOTCONN", "ESHUTDOWN", "ETOOMANYREFS", "ETIMEDOUT", "ECONNREFUSED", "EHOSTDOWN", "EHOSTUNREACH", "EALREADY",
        "EINPROGRESS", "ESTALE", "EUCLEAN", "ENOTNAM", "ENAVAIL", "EISNAM", "EREMOTEIO", "EDQUOT", "ENOMEDIUM", "EMEDIUMTYPE", "ECANCELED",
        "ENOKEY", "EKEYEXPIRED", "EKEYREVOKED", "EKEYREJECTED", "EOWNERDEAD", "ENOTRECOVERABLE", "ERFKILL", "EHWPOISON",
    ];

    private static readonly Dictionary<int, string> Internal = new()
    {
        [512] = "ERESTARTSYS",
        [513] = "ERESTARTNOINTR",
        [514] = "ERESTARTNOHAND",
        [515] = "ENOIOCTLCMD",
        [516] = "ERESTART_RESTARTBLOCK",
        [517] = "EPROBE_DEFER",
        [518] = "EOPENSTALE",
        [519] = "ENOPARAM",
        [521] = "EBADHANDLE",
        [522] = "ENOTSYNC",
        [523] = "EBADCOOKIE",
        [524] = "ENOTSUPP",
        [525] = "ETOOSMALL",
        [526] = "ESERVERFAULT",
        [527] = "EBADTYPE",
        [528] = "EJUKEBOX",
        [529] = "EIOCBQUEUED",
        [530] = "ERECALLCONFLICT",
    };

    /// <summary>The symbol of an error number, or null.</summary>
    public static string? Find(int errno)
    {
        if (errno >= 1 && errno <= Names.Length && Names[errno - 1] != "-")
            return Names[errno - 1];
        return Internal.GetValueOrDefault(errno);
    }

    /// <summary>The error number of a symbol; 0 for none.</summary>
    public static int NumberOf(string symbol) => symbol switch
    {
        "-" => 0,
        "EWOULDBLOCK" => 11,
        "EDEADLOCK" => 35,
        "ENOTSUP" => 95,
        _ => Array.IndexOf(Names, symbol) + 1,
    };
}
