// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Chooses between a link and the older way.</summary>
internal static class AttachMethods
{
    /// <summary>The release of the running kernel.</summary>
    public static KernelVersion RunningKernel { get; } = new(Environment.OSVersion.Version.Major, Environment.OSVersion.Version.Minor);

    /// <summary>Attaches as asked for.</summary>
    /// <param name="method">What was asked for.</param>
    /// <param name="linksSince">The release that brought links for this hook; a later kernel's refusal is not for its age. Distributions may have them earlier.</param>
    /// <param name="kernel">The running kernel.</param>
    /// <param name="byLink">Attaches by a link.</param>
    /// <param name="directly">Attaches without.</param>
    public static KernelLink Attach(AttachMethod method, KernelVersion linksSince, KernelVersion kernel, Func<KernelLink> byLink, Func<KernelLink> directly)
    {
        if (method == AttachMethod.Direct)
            return directly();
        try
        {
            return byLink();
        }
        catch (BpfSyscallException e) when (method == AttachMethod.Automatic && e.Errno == SyscallErrors.Invalid && kernel < linksSince)
        {
            return directly();
        }
    }
}
