// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// Reads from wherever a pointer points. In user space that is the program's own memory and what the caller put into the simulated kernel's
/// memory; anything else is <c>-EFAULT</c>, and the destination becomes zero.
/// </summary>
internal static unsafe class ProbeReadHelpers
{
    private const string Note = "Reads the program's own memory and the simulated kernel's.";

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.ProbeRead, &Read, Note);
        table.Simulate(HelperId.ProbeReadUser, &Read, Note);
        table.Simulate(HelperId.ProbeReadKernel, &Read, Note);
        table.Simulate(HelperId.ProbeReadString, &ReadString, Note);
        table.Simulate(HelperId.ProbeReadUserString, &ReadString, Note);
        table.Simulate(HelperId.ProbeReadKernelString, &ReadString, Note);
        table.Simulate(HelperId.CopyFromUser, &Read, Note);
        table.Simulate(HelperId.CopyFromUserTask, &ReadFromTask, Note);
        table.Record(HelperId.ProbeWriteUser, &WriteUser, "Nothing is written.");
    }

    private static ulong Read(ProgramRun run, ulong destination, ulong size, ulong source, ulong r4, ulong r5)
    {
        Span<byte> bytes = run.Writable(destination, (uint)size);
        if (run.TryReadAnywhere(source, bytes))
            return 0;
        bytes.Clear();
        return Errno.Result(Errno.EFAULT);
    }

    /// <summary>Reads a string; returns its length with the terminator.</summary>
    private static ulong ReadString(ProgramRun run, ulong destination, ulong size, ulong source, ulong r4, ulong r5)
    {
        Span<byte> bytes = run.Writable(destination, (uint)size);
        int length = run.CopyStringFromAnywhere(source, bytes);
        if (length < 0)
            bytes.Clear();
        return Errno.Of(length);
    }

    private static ulong ReadFromTask(ProgramRun run, ulong destination, ulong size, ulong source, ulong task, ulong flags) =>
        flags != 0 ? Errno.Result(Errno.EINVAL) : Read(run, destination, size, source, 0, 0);

    private static ulong WriteUser(ProgramRun run, ulong destination, ulong source, ulong length, ulong r4, ulong r5)
    {
        run.Readable(source, (uint)length);
        run.Helpers.Record(HelperId.ProbeWriteUser, destination, (uint)length);
        return 0;
    }
}
