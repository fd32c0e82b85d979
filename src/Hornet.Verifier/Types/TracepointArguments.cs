// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Hornet.Verification;

/// <summary>Tracepoints of Linux 6.18 that pass NULL, or an error number in place of an address, by the position of the argument.</summary>
internal static class TracepointArguments
{
    private static readonly FrozenSet<string>[] Nullable =
    [
        Names("afs_protocol_error amdgpu_vm_bo_map amdgpu_vm_bo_unmap cachefiles_io_error cachefiles_lookup cachefiles_mark_active "
            + "cachefiles_mark_failed cachefiles_mark_inactive cachefiles_ondemand_close cachefiles_ondemand_copen "
            + "cachefiles_ondemand_cread cachefiles_ondemand_fd_release cachefiles_ondemand_fd_write cachefiles_ondemand_open "
            + "cachefiles_ondemand_read cachefiles_prep_read cachefiles_rename cachefiles_unlink cachefiles_vfs_error "
            + "mm_collapse_huge_page_isolate mm_page_alloc mm_page_alloc_zone_locked mm_page_pcpu_drain netfs_folioq rxrpc_client "
            + "rxrpc_recvdata tcp_send_reset tmigr_update_events xfs_blockgc_flush_all xfs_blockgc_start xfs_blockgc_stop "
            + "xfs_blockgc_worker xfs_defer_add_item xfs_defer_cancel_item xfs_defer_cancel_list xfs_defer_create_intent "
            + "xfs_defer_finish_item xfs_defer_isolate_paused xfs_defer_item_pause xfs_defer_item_unpause xfs_defer_pending_abort "
            + "xfs_defer_pending_finish xfs_defer_relog_intent xfs_fs_sync_fs xfs_inodegc_flush xfs_inodegc_push xfs_inodegc_queue "
            + "xfs_inodegc_start xfs_inodegc_stop xfs_inodegc_throttle xs_stream_read_data"),
        Names("afs_flock_ev afs_make_fs_call afs_make_fs_call1 afs_make_fs_call2 afs_make_fs_calli break_lease_block "
            + "break_lease_noblock break_lease_unblock device_pm_callback_start ext4_mballoc_discard ext4_mballoc_free fcntl_setlk "
            + "flock_lock_inode folio_wait_writeback generic_delete_lease hugetlbfs_alloc_inode locks_remove_posix "
            + "mm_khugepaged_collapse_file mm_khugepaged_scan_file mm_khugepaged_scan_pmd netfs_failure posix_lock_inode rxrpc_resend "
            + "rxrpc_tq sched_pi_setprio tcp_send_reset time_out_leases writeback_dirty_folio xfs_blockgc_free_space "
            + "xfs_ioc_free_eofblocks xprt_get_cong xprt_put_cong xprt_release_cong xprt_reserve_cong"),
        Names("fib_table_lookup sched_stick_numa sched_swap_numa tcp_sendmsg_locked tegra_dma_tx_status "
            + "xfs_btree_overlapped_query_range xfs_btree_updkeys"),
        Names("kfree_skb qdisc_dequeue"),
        Names("host1x_cdma_push_gather xfs_map_blocks_alloc xfs_map_blocks_found"),
    ];

    /// <summary>Whether an argument may be NULL. Of the tracepoints of modules that are not known here any may be.</summary>
    /// <param name="tracepoint">The tracepoint's name.</param>
    /// <param name="position">The argument, from 0.</param>
    /// <param name="isOfModule">Whether a module has it.</param>
    public static bool MayBeNull(string tracepoint, int position, bool isOfModule)
    {
        if (position < Nullable.Length && Nullable[position].Contains(tracepoint))
            return true;
        return isOfModule && !Nullable.Any(names => names.Contains(tracepoint)) && !IsKnownNever(tracepoint);
    }

    /// <summary>Whether an argument may be an error number, so that it is no pointer to programs.</summary>
    /// <param name="tracepoint">The tracepoint's name.</param>
    /// <param name="position">The argument, from 0.</param>
    public static bool MayBeError(string tracepoint, int position) => (tracepoint, position) switch
    {
        ("cachefiles_lookup", 2) or ("mr_integ_alloc", 3) => true,
        _ => false,
    };

    // Listed by the kernel only to say that its arguments are never NULL.
    private static bool IsKnownNever(string tracepoint) => tracepoint is "bpf_testmod_test_read" or "mr_integ_alloc";

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
