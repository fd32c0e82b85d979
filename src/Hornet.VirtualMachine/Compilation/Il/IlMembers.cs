// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace Hornet.VirtualMachines;

/// <summary>The members that compiled code names most.</summary>
internal static class IlMembers
{
    public static readonly FieldInfo Slice = State(nameof(RunState.Slice));
    public static readonly FieldInfo Current = State(nameof(RunState.Current));
    public static readonly FieldInfo PacketData = State(nameof(RunState.PacketData));
    public static readonly FieldInfo PacketEnd = State(nameof(RunState.PacketEnd));
    public static readonly FieldInfo PacketMeta = State(nameof(RunState.PacketMeta));
    public static readonly MethodInfo Refill = Run(nameof(ProgramRun.Refill));
    public static readonly MethodInfo CallRegistered = Run(nameof(ProgramRun.CallRegistered));
    public static readonly MethodInfo CallByNumber = Run(nameof(ProgramRun.CallByNumber));
    public static readonly MethodInfo CheckJumpTarget = Run(nameof(ProgramRun.CheckJumpTarget));
    public static readonly MethodInfo TryTailCall = Run(nameof(ProgramRun.TryTailCall));
    public static readonly MethodInfo OpenFrame = Run(nameof(ProgramRun.OpenFrame));
    public static readonly MethodInfo CloseFrame = Run(nameof(ProgramRun.CloseFrame));

    private static FieldInfo State(string name) => typeof(RunState).GetField(name)!;

    private static MethodInfo Run(string name) => typeof(ProgramRun).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
}
