// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What targets check before they ask the kernel, so that an error says more than EINVAL, and how they open what they attach to.</summary>
internal static class TargetChecks
{
    /// <summary>Checks the program's type.</summary>
    /// <exception cref="BpfException">It is none of these.</exception>
    public static void RequireType(KernelProgram program, KernelTarget target, params ReadOnlySpan<ProgramType> types)
    {
        if (types.Contains(program.Type))
            return;
        List<string> words = [];
        foreach (ProgramType type in types)
            words.Add(type.ToText());
        throw new BpfException($"Attaching the program '{program.Name}' to {target}: it is of type {program.Type.ToText()}; programs of type {string.Join(" or ", words)} go there.");
    }

    /// <summary>Opens the file that stands for a cgroup, a namespace or a device.</summary>
    /// <exception cref="SystemCallException">There is none, or it may not be opened.</exception>
    public static BpfHandle Open(string path, string doing, string hint)
    {
        int fd = NativeMethods.OpenPath(path, NativeMethods.OpenReadOnly);
        return fd >= 0 ? new BpfHandle(fd) : throw new SystemCallException(doing, $"open({path})", Marshal.GetLastPInvokeError(), hint);
    }

    /// <summary>A second descriptor of the same object, to keep when the first is closed.</summary>
    /// <exception cref="SystemCallException">The process has too many.</exception>
    public static BpfHandle Duplicate(BpfHandle handle, string doing)
    {
        int fd = NativeMethods.FileControl(handle.FileDescriptor, NativeMethods.DuplicateCloseOnExec, 0);
        return fd >= 0 ? new BpfHandle(fd) : throw new SystemCallException(doing, "fcntl(F_DUPFD_CLOEXEC)", Marshal.GetLastPInvokeError());
    }

    /// <summary>What is being done, for errors.</summary>
    public static string Attaching(KernelProgram program, KernelTarget target) => $"attaching the program \"{program.Name}\" to {target}";
}
