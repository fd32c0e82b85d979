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

    /// <summary>Whether a helper may be called where the program is attached.</summary>
    public static bool IsAllowed(HelperId id, VerifiedProgram program) => id switch
    {
        HelperId.DPath => program.Type switch
        {
            ProgramType.Tracing when program.AttachType == AttachType.TraceIterator => true,
            ProgramType.Lsm => MaySleepAt(program.AttachPoint?.Name),
            _ => PathFunctions.Contains(program.AttachPoint?.Name ?? ""),
        },
        HelperId.ImaInodeHash or HelperId.ImaFileHash => MaySleepAt(program.AttachPoint?.Name),
        _ => true,
    };

    private static bool MaySleepAt(string? hook) => AttachFacts.IsSleepableHook(hook ?? "");
}
