// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

internal sealed partial class InstructionSelector
{
    private const int FirstArgument = 1;
    private const int PacketContext = 6;

    private void SelectCall(CallOperation call)
    {
        if (call.Operands.Length > 5)
            throw Fault($"a call passes {call.Operands.Length} arguments; extended BPF passes at most 5 (pass the address of a structure)");
        if (call.Target is FunctionTarget { Function: var callee } && callee.Parameters.Count != call.Operands.Length)
            throw Fault($"'{callee.Name}' takes {callee.Parameters.Count} arguments, not {call.Operands.Length}");

        // What takes instructions to compute comes before any argument's register is written.
        int[] computed = new int[call.Operands.Length];
        for (int i = 0; i < computed.Length; i++)
            computed[i] = IsRemade(call.Operands[i]) ? MachineInstruction.None : UseWide(call.Operands[i]);
        for (int i = 0; i < computed.Length; i++)
        {
            int register = FirstArgument + i;
            Emit(computed[i] == MachineInstruction.None ? Copy(register, call.Operands[i]) : Build.Move(register, computed[i]));
        }

        Emit(CallOf(call));
        if (call.Type != SsaType.Void && _uses.Of(call).Count > 0)
            Emit(Build.Move(RegisterOf(call), 0));
    }

    private static bool IsRemade(Value value) => value is Constant or StackSlot or MapReference or MapValueAddress or FunctionAddress;

    private MachineInstruction CallOf(CallOperation call)
    {
        int arguments = ((1 << call.Operands.Length) - 1) << FirstArgument;
        return call.Target switch
        {
            HelperTarget helper => Call(CallKind.Helper, (int)helper.Helper, null, null),
            KernelFunctionTarget kernel => Call(CallKind.KernelFunction, 0, (SymbolReferenceKind.KernelFunction, kernel.Name, 0), null),
            FunctionTarget local => Call(CallKind.Local, 0, null, local.Function),
            _ => throw Fault("a call has no target"),
        };

        MachineInstruction Call(CallKind kind, int immediate, (SymbolReferenceKind, string, long)? reference, Function? callee) => new()
        {
            Opcode = Opcodes.Call,
            Source = (int)kind,
            Immediate = immediate,
            Reference = reference,
            Callee = callee,
            ImplicitReads = arguments,
            ImplicitWrites = MachineInstruction.ClobberedByCalls,
        };
    }

    // The packet loads of RFC 9669 take the context in R6, give R0, leave R1 to R5 undefined, and end the program with 0 outside the packet.
    private void SelectPacketLoad(PacketLoad load)
    {
        if (_function.Parameters.Count == 0)
            throw Fault("a function that reads the packet needs the context as its first parameter");
        int index = load.Index is null ? MachineInstruction.None : UseWide(load.Index);
        Emit(Build.Move(PacketContext, RegisterOf(_function.Parameters[0])));
        MemoryMode mode = load.Index is null ? MemoryMode.Absolute : MemoryMode.Indirect;
        Emit(new MachineInstruction
        {
            Opcode = (byte)((byte)InstructionClass.Load | (byte)load.Size | (byte)mode),
            Source = index,
            Immediate = (int)load.Offset,
            Roles = load.Index is null ? OperandRoles.None : OperandRoles.ReadsSource,
            ImplicitReads = 1 << PacketContext,
            ImplicitWrites = MachineInstruction.ClobberedByCalls,
        });
        Emit(Build.Move(RegisterOf(load), 0));
    }

    private bool IsPacketContext(Parameter parameter) =>
        parameter.Index == 0 && _order.Any(block => block.Operations.Any(operation => operation is PacketLoad));
}
