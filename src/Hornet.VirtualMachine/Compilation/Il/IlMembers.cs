// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
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
    public static readonly FieldInfo PrimaryStart = State(nameof(RunState.PrimaryStart));
    public static readonly FieldInfo PrimaryRead = State(nameof(RunState.PrimaryRead));
    public static readonly FieldInfo PrimaryWrite = State(nameof(RunState.PrimaryWrite));
    public static readonly FieldInfo LoadWindows = State(nameof(RunState.LoadWindows));
    public static readonly FieldInfo StoreWindows = State(nameof(RunState.StoreWindows));
    public static readonly FieldInfo WindowStart = typeof(MemoryWindow).GetField(nameof(MemoryWindow.Start))!;
    public static readonly FieldInfo WindowLimit = typeof(MemoryWindow).GetField(nameof(MemoryWindow.Limit))!;
    public static readonly MethodInfo Refill = Run(nameof(ProgramRun.Refill));
    public static readonly MethodInfo CallRegistered = Run(nameof(ProgramRun.CallRegistered));
    public static readonly MethodInfo CallByNumber = Run(nameof(ProgramRun.CallByNumber));
    public static readonly MethodInfo CheckJumpTarget = Run(nameof(ProgramRun.CheckJumpTarget));
    public static readonly MethodInfo PrepareTailCall = Run(nameof(ProgramRun.PrepareTailCall));
    public static readonly MethodInfo PrepareKnownTailCall = Run(nameof(ProgramRun.PrepareKnownTailCall));
    public static readonly MethodInfo InvokeEntry = typeof(CompiledEntry).GetMethod(nameof(CompiledEntry.Invoke))!;
    public static readonly MethodInfo TryTailCall = Run(nameof(ProgramRun.TryTailCall));
    public static readonly MethodInfo OpenFrame = Run(nameof(ProgramRun.OpenFrame));
    public static readonly MethodInfo CloseFrame = Run(nameof(ProgramRun.CloseFrame));

    public static readonly MethodInfo FindPacketBytes = Run(nameof(ProgramRun.FindPacketBytes));
    public static readonly MethodInfo CreateFault = Run(nameof(ProgramRun.CreateFault));
    public static readonly MethodInfo CreateUnreachable = typeof(IlFaults).GetMethod(nameof(IlFaults.CreateUnreachable))!;
    public static readonly MethodInfo CreateUnwind = typeof(IlFaults).GetMethod(nameof(IlFaults.CreateUnwind))!;

    /// <summary>The limit of accesses of a size.</summary>
    public static FieldInfo Limit(int size) => typeof(AccessLimits).GetField(size switch
    {
        1 => nameof(AccessLimits.Bytes1),
        2 => nameof(AccessLimits.Bytes2),
        4 => nameof(AccessLimits.Bytes4),
        _ => nameof(AccessLimits.Bytes8),
    })!;

    /// <summary>An arithmetic operation of the interpreter.</summary>
    /// <param name="operation">One of the types in <see cref="Alu"/>.</param>
    /// <param name="type"><see cref="ulong"/> or <see cref="uint"/>.</param>
    public static MethodInfo Operation(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type operation, Type type) =>
        operation.GetMethod("Apply", [type, type])!;

    /// <summary>A method of <see cref="System.Threading.Interlocked"/> for an integer type.</summary>
    public static MethodInfo Interlocked(string name, Type type)
    {
        Type[] parameters = name == nameof(System.Threading.Interlocked.CompareExchange)
            ? [type.MakeByRefType(), type, type]
            : [type.MakeByRefType(), type];
        return typeof(Interlocked).GetMethod(name, parameters)!;
    }

    /// <summary>A method of <see cref="CheckedMemory"/> for a type.</summary>
    [RequiresDynamicCode("Makes instances of generic methods.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The types are primitive integers, which meet every requirement.")]
    public static MethodInfo Checked(string name, Type type) => typeof(CheckedMemory).GetMethod(name)!.MakeGenericMethod(type);

    private static FieldInfo State(string name) => typeof(RunState).GetField(name)!;

    private static MethodInfo Run(string name) => typeof(ProgramRun).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
}
