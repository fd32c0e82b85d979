// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Hornet.Verification;

/// <summary>What Linux 6.18 lets programs attach to, by name.</summary>
internal static class AttachFacts
{
    private static readonly FrozenSet<string> DisabledHooks = Hooks("vm_enough_memory inode_need_killpriv inode_getsecurity inode_listsecurity inode_copy_up_xattr "
        + "getselfattr getprocattr setprocattr key_getsecurity audit_rule_match ismaclabel");

    private static readonly FrozenSet<string> SleepableHooks = Hooks("bpf bpf_map bpf_map_create bpf_map_free bpf_prog bpf_prog_load bpf_prog_free bpf_token_create "
        + "bpf_token_free bpf_token_cmd bpf_token_capable bprm_check_security bprm_committed_creds bprm_committing_creds bprm_creds_for_exec "
        + "bprm_creds_from_file capget capset cred_prepare file_ioctl file_lock file_open file_post_open file_receive inode_create inode_free_security "
        + "inode_getattr inode_getxattr inode_mknod inode_need_killpriv inode_post_setxattr inode_post_removexattr inode_readlink inode_removexattr "
        + "inode_rename inode_rmdir inode_setattr inode_setxattr inode_symlink inode_unlink inode_xattr_skipcap kernel_module_request "
        + "kernel_read_file kernfs_init_security key_free mmap_file netlink_send path_notify release_secctx sb_alloc_security sb_eat_lsm_opts "
        + "sb_kern_mount sb_mount sb_remount sb_set_mnt_opts sb_show_options sb_statfs sb_umount settime socket_accept socket_bind "
        + "socket_connect socket_create socket_getpeername socket_getpeersec_dgram socket_getsockname socket_getsockopt socket_listen "
        + "socket_post_create socket_recvmsg socket_sendmsg socket_shutdown socket_socketpair syslog task_alloc task_prctl "
        + "task_setscheduler task_to_inode userns_create path_unlink path_mkdir path_rmdir path_truncate path_symlink path_link path_rename path_chmod "
        + "path_chown");

    private static readonly FrozenSet<string> DeniedToTracing = Words("migrate_enable migrate_disable rcu_read_unlock_strict preempt_count_add preempt_count_sub "
        + "__rcu_read_lock __rcu_read_unlock");

    private static readonly FrozenSet<string> NoReturn = Words("__ia32_sys_exit __ia32_sys_exit_group __x64_sys_exit __x64_sys_exit_group __fortify_panic do_exit "
        + "do_group_exit kthread_complete_and_exit kthread_exit make_task_dead");

    private static readonly FrozenSet<string> UnsupportedCongestionMembers = Words("get_info");

    private static readonly FrozenSet<string> SleepableSchedulerMembers = Words("init_task cgroup_init cgroup_exit cgroup_prep_move init exit cpu_online cpu_offline");

    /// <summary>Functions into which errors may be injected, which is what makes a function's result changeable and a call of it sleepable, apart from system calls.</summary>
    private static readonly FrozenSet<string> Injectable = Words("__filemap_add_folio should_fail_alloc_page should_failslab should_fail_bio should_fail_usercopy "
        + "bpf_fentry_test1 bpf_modify_return_test bpf_modify_return_test2 bpf_fentry_test10");

    /// <summary>Whether an LSM hook, as <c>bpf_lsm_…</c>, is closed to programs.</summary>
    public static bool IsDisabledHook(string name) => DisabledHooks.Contains(name);

    /// <summary>Whether an LSM hook, as <c>bpf_lsm_…</c>, returns a truth value; most return an error number or 0.</summary>
    public static bool ReturnsTruth(string name) =>
        name is "bpf_lsm_audit_rule_known" or "bpf_lsm_inode_xattr_skipcap" or "bpf_lsm_xfrm_state_pol_flow_match";

    /// <summary>Whether a program at an LSM hook, as <c>bpf_lsm_…</c>, may sleep.</summary>
    public static bool IsSleepableHook(string name) => SleepableHooks.Contains(name);

    /// <summary>Whether programs may not trace a function because what runs them calls it.</summary>
    public static bool IsDeniedToTracing(string name) => DeniedToTracing.Contains(name);

    /// <summary>Whether a function never returns, so that nothing can run when it does.</summary>
    public static bool NeverReturns(string name) => NoReturn.Contains(name);

    /// <summary>Whether a program may change what a function of the kernel returns.</summary>
    public static bool IsModifiable(string name) => name.StartsWith("security_", StringComparison.Ordinal) || IsInjectable(name);

    /// <summary>Whether a program at a function of the kernel may sleep.</summary>
    public static bool IsSleepableFunction(string name) => IsInjectable(name) && name is not ("__filemap_add_folio" or "should_fail_alloc_page" or "should_failslab");

    /// <summary>Whether a program may take the place of a member of a structure of operations.</summary>
    public static bool IsSupportedMember(string structure, string member, bool isSleepable) => structure switch
    {
        "tcp_congestion_ops" => !UnsupportedCongestionMembers.Contains(member) && !isSleepable,
        "bpf_dummy_ops" => !isSleepable || member == "test_sleepable",
        "sched_ext_ops" => !isSleepable || SleepableSchedulerMembers.Contains(member),
        "Qdisc_ops" => !isSleepable,
        _ => true,
    };

    private static bool IsInjectable(string name) => IsSystemCall(name) || Injectable.Contains(name);

    private static bool IsSystemCall(string name) => name.StartsWith("__x64_sys_", StringComparison.Ordinal) || name.StartsWith("__ia32_sys_", StringComparison.Ordinal)
        || name.StartsWith("__ia32_compat_sys_", StringComparison.Ordinal) || name.StartsWith("__x32_compat_sys_", StringComparison.Ordinal)
        || name.StartsWith("__arm64_sys_", StringComparison.Ordinal) || name.StartsWith("__s390x_sys_", StringComparison.Ordinal);

    private static FrozenSet<string> Hooks(string names) => names.Split(' ').Select(name => "bpf_lsm_" + name).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Words(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
