// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What is safe only at some kernel functions or security hooks.</summary>
internal static class HookAllowLists
{
    private static readonly FrozenSet<string> PathFunctions = FrozenSet.ToFrozenSet(
    [
        "security_file_permission", "security_inode_getattr", "security_file_open", "security_path_truncate", "vfs_truncate", "vfs_fallocate",
        "dentry_open", "vfs_getattr", "filp_close",
    ]);

    private static readonly FrozenSet<string> SleepableHooks = FrozenSet.ToFrozenSet(
    [
        "audit_rule_known", "audit_rule_match", "bpf", "bpf_map", "bpf_map_create", "bpf_map_free", "bpf_prog", "bpf_prog_free", "bpf_prog_load",
        "bpf_token_capable", "bpf_token_cmd", "bpf_token_create", "bpf_token_free", "bprm_check_security", "bprm_committed_creds",
        "bprm_committing_creds", "bprm_creds_for_exec", "bprm_creds_from_file", "capget", "capset", "cred_prepare", "file_ioctl", "file_lock",
        "file_open", "file_post_open", "file_receive", "inode_create", "inode_free_security", "inode_getattr", "inode_getxattr", "inode_mknod",
        "inode_need_killpriv", "inode_post_setxattr", "inode_post_removexattr", "inode_readlink", "inode_removexattr", "inode_rename",
        "inode_rmdir", "inode_setattr", "inode_setxattr", "inode_symlink", "inode_unlink", "kernel_module_request", "kernel_read_file",
        "kernfs_init_security", "key_free", "mmap_file", "netlink_send", "path_chmod", "path_chown", "path_link", "path_mkdir", "path_notify",
        "path_rename", "path_rmdir", "path_symlink", "path_truncate", "path_unlink", "release_secctx", "sb_alloc_security", "sb_eat_lsm_opts",
        "sb_kern_mount", "sb_mount", "sb_remount", "sb_set_mnt_opts", "sb_show_options", "sb_statfs", "sb_umount", "settime", "socket_accept",
        "socket_bind", "socket_connect", "socket_create", "socket_getpeername", "socket_getpeersec_dgram", "socket_getsockname",
        "socket_getsockopt", "socket_listen", "socket_post_create", "socket_recvmsg", "socket_sendmsg", "socket_setsockopt", "socket_shutdown",
        "socket_socketpair", "syslog", "task_alloc", "task_prctl", "task_setscheduler", "task_to_inode", "userns_create",
    ]);

    /// <summary>Whether a helper may be called where the program is attached.</summary>
    public static bool IsAllowed(HelperId id, VerifiedProgram program) => id switch
    {
        HelperId.DPath => program.Type switch
        {
            ProgramType.Tracing when program.AttachType == AttachType.TraceIterator => true,
            ProgramType.Lsm => MaySleepAt(program.Spec.AttachTarget),
            _ => PathFunctions.Contains(program.Spec.AttachTarget ?? ""),
        },
        HelperId.ImaInodeHash or HelperId.ImaFileHash => MaySleepAt(program.Spec.AttachTarget),
        _ => true,
    };

    /// <summary>Whether programs at a security hook, named without <c>bpf_lsm_</c>, may sleep.</summary>
    public static bool MaySleepAt(string? hook) => SleepableHooks.Contains(hook ?? "");
}
