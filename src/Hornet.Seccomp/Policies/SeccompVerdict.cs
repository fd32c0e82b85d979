// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>What a filter answers: an action with 16 bits of data, the return value of the program.</summary>
/// <param name="Action">What the kernel does.</param>
/// <param name="Data">The error number of <see cref="SeccompAction.Errno"/>; what tracers and signal handlers are told; 0 for other actions.</param>
public readonly record struct SeccompVerdict(SeccompAction Action, ushort Data = 0)
{
    private static readonly (SeccompAction Action, string Name, bool HasData)[] Words =
    [
        (SeccompAction.Allow, "allow", false),
        (SeccompAction.Log, "log", false),
        (SeccompAction.Trace, "trace", true),
        (SeccompAction.UserNotification, "notify", false),
        (SeccompAction.Errno, "errno", true),
        (SeccompAction.Trap, "trap", true),
        (SeccompAction.KillThread, "kill-thread", false),
        (SeccompAction.KillProcess, "kill-process", false),
    ];

    /// <summary>Allows the call.</summary>
    public static SeccompVerdict Allow { get; } = new(SeccompAction.Allow);

    /// <summary>Allows the call and logs it.</summary>
    public static SeccompVerdict Log { get; } = new(SeccompAction.Log);

    /// <summary>Ends the process.</summary>
    public static SeccompVerdict KillProcess { get; } = new(SeccompAction.KillProcess);

    /// <summary>Ends the thread.</summary>
    public static SeccompVerdict KillThread { get; } = new(SeccompAction.KillThread);

    /// <summary>Asks the supervisor that listens.</summary>
    public static SeccompVerdict Notify { get; } = new(SeccompAction.UserNotification);

    /// <summary>Whether the call is made: allowed, or allowed and logged.</summary>
    public bool IsAllowing => Action is SeccompAction.Allow or SeccompAction.Log;

    /// <summary>Fails the call.</summary>
    /// <param name="errno">The error number, from 0 (the call seems to succeed) to 4095; the kernel caps what is above.</param>
    public static SeccompVerdict Errno(ushort errno)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(errno, (ushort)4095);
        return new SeccompVerdict(SeccompAction.Errno, errno);
    }

    /// <summary>Sends <c>SIGSYS</c>.</summary>
    /// <param name="data">What the handler finds in <c>si_errno</c>.</param>
    public static SeccompVerdict Trap(ushort data = 0) => new(SeccompAction.Trap, data);

    /// <summary>Stops for a tracer; without one the call fails with <c>ENOSYS</c>.</summary>
    /// <param name="data">What the tracer gets as the event's message.</param>
    public static SeccompVerdict Trace(ushort data = 0) => new(SeccompAction.Trace, data);

    /// <summary>Reads a program's return value. An action no kernel knows ends the process, as the kernel has it.</summary>
    /// <param name="value">The return value.</param>
    public static SeccompVerdict FromReturnValue(uint value)
    {
        var action = (SeccompAction)(value & 0xffff_0000);
        return Array.Exists(Words, word => word.Action == action) ? new SeccompVerdict(action, (ushort)value) : KillProcess;
    }

    /// <summary>The return value of a program that answers this.</summary>
    public uint ToReturnValue() => (uint)Action | Data;

    /// <summary>The form policies have: <c>allow</c>, <c>errno(EPERM)</c>, <c>trap(7)</c>, <c>kill-process</c>, …</summary>
    public override string ToString()
    {
        SeccompAction action = Action;
        (_, string name, bool hasData) = Array.Find(Words, word => word.Action == action);
        if (name is null)
            return string.Create(CultureInfo.InvariantCulture, $"0x{ToReturnValue():x8}");
        if (action == SeccompAction.Errno)
            return $"{name}({ErrnoNames.Find(Data) ?? Data.ToString(CultureInfo.InvariantCulture)})";
        return hasData && Data != 0 ? string.Create(CultureInfo.InvariantCulture, $"{name}({Data})") : name;
    }

    /// <summary>Finds an action by its word in policies.</summary>
    internal static bool TryParseAction(string word, out SeccompAction action, out bool hasData)
    {
        word = word == "kill" ? "kill-process" : word;
        int index = Array.FindIndex(Words, w => w.Name == word);
        (action, hasData) = index < 0 ? (default, false) : (Words[index].Action, Words[index].HasData);
        return index >= 0;
    }
}
