// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What the system call checks before it asks the verifier. The kernel answers with an error number alone, so the words are Hornet's.</summary>
internal static class LoadRules
{
    private const int PrivilegedInstructions = 1_000_000, UnprivilegedInstructions = 4096;

    /// <summary>Checks a program's size, type and hook.</summary>
    /// <exception cref="Refusal">The kernel would not even look at it.</exception>
    public static void Check(ProgramSpec program, VerifierOptions options)
    {
        int limit = options.IsUnprivileged ? UnprivilegedInstructions : PrivilegedInstructions;
        if (program.Instructions.IsEmpty)
            throw new Refusal("the program has no instructions (E2BIG)", FailureKind.Structure, null);
        if (program.Instructions.Length > limit)
            throw new Refusal($"the program has {program.Instructions.Length} instructions, and at most {limit} are allowed (E2BIG)", FailureKind.Termination, null);
        if (program.Type == ProgramType.Unspec)
            throw new Refusal($"the section '{program.SectionName}' does not tell the program's type; give one (VerifierOptions.ProgramType)", FailureKind.Policy, null);
        if (options.IsUnprivileged && program.Type is not (ProgramType.SocketFilter or ProgramType.CgroupSkb))
            throw new Refusal($"programs of the type {program.Type.ToText()} are not for unprivileged users (EPERM)", FailureKind.Policy, null);
        if (!IsAttachTypeRight(program.Type, program.AttachType ?? 0))
            throw new Refusal($"programs of the type {program.Type.ToText()} do not attach to {Describe(program.AttachType)} (EINVAL)", FailureKind.Policy, null);
    }

    private static string Describe(AttachType? attachType) => attachType is { } hook ? hook.ToText() : "an unspecified hook";

    /// <summary>Whether a hook is one of those a type must be loaded for; most types learn theirs when they are attached.</summary>
    private static bool IsAttachTypeRight(ProgramType type, AttachType hook) => type switch
    {
        // Of these two, a hook left out (0) stands for the oldest one.
        ProgramType.CgroupSock => hook is 0 or AttachType.CgroupInetSockCreate or AttachType.CgroupInetSockRelease or AttachType.CgroupInet4PostBind
            or AttachType.CgroupInet6PostBind,
        ProgramType.SkReuseport => hook is 0 or AttachType.SkReuseportSelect or AttachType.SkReuseportSelectOrMigrate,
        ProgramType.CgroupSockAddress => hook is AttachType.CgroupInet4Bind or AttachType.CgroupInet6Bind or AttachType.CgroupInet4Connect
            or AttachType.CgroupInet6Connect or AttachType.CgroupUnixConnect or AttachType.CgroupInet4GetPeerName or AttachType.CgroupInet6GetPeerName
            or AttachType.CgroupUnixGetPeerName or AttachType.CgroupInet4GetSockName or AttachType.CgroupInet6GetSockName
            or AttachType.CgroupUnixGetSockName or AttachType.CgroupUdp4SendMessage or AttachType.CgroupUdp6SendMessage
            or AttachType.CgroupUnixSendMessage or AttachType.CgroupUdp4ReceiveMessage or AttachType.CgroupUdp6ReceiveMessage
            or AttachType.CgroupUnixReceiveMessage,
        ProgramType.CgroupSkb => hook is AttachType.CgroupInetIngress or AttachType.CgroupInetEgress,
        ProgramType.CgroupSockOption => hook is AttachType.CgroupSetSockOption or AttachType.CgroupGetSockOption,
        ProgramType.SkLookup => hook == AttachType.SkLookup,
        ProgramType.Netfilter => hook == AttachType.Netfilter,
        ProgramType.Syscall or ProgramType.Extension => hook == 0,
        _ => true,
    };
}
