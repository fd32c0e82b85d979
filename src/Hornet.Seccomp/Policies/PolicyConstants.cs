// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>
/// Names for values of arguments: those of the kernel's interface (include/uapi) that are the same on every architecture. Flags of open(2) and mmap(2),
/// socket types and most requests of ioctl(2) are not, and are written as numbers.
/// </summary>
internal static class PolicyConstants
{
    private static readonly Dictionary<string, ulong> Values = new(StringComparer.Ordinal)
    {
        // linux/socket.h
        ["AF_UNSPEC"] = 0, ["AF_UNIX"] = 1, ["AF_LOCAL"] = 1, ["AF_INET"] = 2, ["AF_AX25"] = 3, ["AF_IPX"] = 4, ["AF_APPLETALK"] = 5, ["AF_NETROM"] = 6, ["AF_BRIDGE"] = 7,
        ["AF_X25"] = 9, ["AF_INET6"] = 10, ["AF_ROSE"] = 11, ["AF_KEY"] = 15, ["AF_NETLINK"] = 16, ["AF_PACKET"] = 17, ["AF_RDS"] = 21, ["AF_PPPOX"] = 24,
        ["AF_LLC"] = 26, ["AF_IB"] = 27, ["AF_MPLS"] = 28, ["AF_CAN"] = 29, ["AF_TIPC"] = 30, ["AF_BLUETOOTH"] = 31, ["AF_RXRPC"] = 33, ["AF_PHONET"] = 35,
        ["AF_IEEE802154"] = 36, ["AF_ALG"] = 38, ["AF_NFC"] = 39, ["AF_VSOCK"] = 40, ["AF_KCM"] = 41, ["AF_QIPCRTR"] = 42, ["AF_SMC"] = 43, ["AF_XDP"] = 44, ["AF_MCTP"] = 45,

        // linux/sched.h
        ["CLONE_NEWTIME"] = 0x80, ["CLONE_VM"] = 0x100, ["CLONE_FS"] = 0x200, ["CLONE_FILES"] = 0x400, ["CLONE_SIGHAND"] = 0x800, ["CLONE_PIDFD"] = 0x1000,
        ["CLONE_PTRACE"] = 0x2000, ["CLONE_VFORK"] = 0x4000, ["CLONE_PARENT"] = 0x8000, ["CLONE_THREAD"] = 0x10000, ["CLONE_NEWNS"] = 0x20000,
        ["CLONE_SYSVSEM"] = 0x40000, ["CLONE_SETTLS"] = 0x80000, ["CLONE_NEWCGROUP"] = 0x2000000, ["CLONE_NEWUTS"] = 0x4000000, ["CLONE_NEWIPC"] = 0x8000000,
        ["CLONE_NEWUSER"] = 0x10000000, ["CLONE_NEWPID"] = 0x20000000, ["CLONE_NEWNET"] = 0x40000000, ["CLONE_IO"] = 0x80000000,

        // linux/mman.h, linux/prctl.h, linux/personality.h
        ["PROT_NONE"] = 0, ["PROT_READ"] = 1, ["PROT_WRITE"] = 2, ["PROT_EXEC"] = 4,
        ["PR_SET_PDEATHSIG"] = 1, ["PR_SET_DUMPABLE"] = 4, ["PR_SET_KEEPCAPS"] = 8, ["PR_SET_NAME"] = 15, ["PR_GET_NAME"] = 16, ["PR_SET_SECCOMP"] = 22,
        ["PR_CAPBSET_READ"] = 23, ["PR_CAPBSET_DROP"] = 24, ["PR_SET_SECUREBITS"] = 28, ["PR_SET_MM"] = 35, ["PR_SET_CHILD_SUBREAPER"] = 36,
        ["PR_SET_NO_NEW_PRIVS"] = 38, ["PR_CAP_AMBIENT"] = 47, ["PR_SET_PTRACER"] = 0x59616d61, ["PR_SET_VMA"] = 0x53564d41,
        ["PER_LINUX"] = 0, ["PER_LINUX32"] = 8, ["UNAME26"] = 0x20000, ["ADDR_NO_RANDOMIZE"] = 0x40000, ["READ_IMPLIES_EXEC"] = 0x400000,

        // linux/stat.h, linux/bpf.h, linux/seccomp.h, linux/ptrace.h
        ["S_ISVTX"] = 0x200, ["S_ISGID"] = 0x400, ["S_ISUID"] = 0x800, ["S_IFCHR"] = 0x2000, ["S_IFBLK"] = 0x6000,
        ["BPF_MAP_CREATE"] = 0, ["BPF_PROG_LOAD"] = 5, ["SECCOMP_SET_MODE_FILTER"] = 1, ["PTRACE_TRACEME"] = 0, ["PTRACE_ATTACH"] = 16, ["PTRACE_SEIZE"] = 0x4206,
    };

    /// <summary>Finds a value by its name.</summary>
    public static bool TryGet(string name, out ulong value) => Values.TryGetValue(name, out value);
}
