// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <content>The deprecated packet loads (<c>LD_ABS</c>, <c>LD_IND</c>).</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private LocalBuilder? _packetOffset;
    private LocalBuilder? _packetAddress;

    /// <summary>Emits a packet load. Bytes from the packet's start on are tested here; offsets relative to a header and packets that end early are looked up.</summary>
    private void EmitPacketLoad(int slot, Instruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        LocalBuilder offset = _packetOffset ??= Il.DeclareLocal(typeof(uint));
        LocalBuilder address = _packetAddress ??= Il.DeclareLocal(typeof(ulong));
        Label slow = Il.DefineLabel();
        Label found = Il.DefineLabel();
        Il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        if ((instruction.Opcode & 0xe0) == 0x40)
        {
            LoadOperand((int)instruction.Source, isWide: false);
            Il.Emit(OpCodes.Add);
        }

        Il.Emit(OpCodes.Stloc, offset);
        Il.Emit(OpCodes.Ldloc, offset);
        Il.Emit(OpCodes.Conv_U8);
        LoadStateField(IlMembers.PacketData);
        Il.Emit(OpCodes.Add);
        Il.Emit(OpCodes.Stloc, address);
        Il.Emit(OpCodes.Ldloc, address);
        LoadNumber((ulong)size);
        Il.Emit(OpCodes.Add);
        LoadStateField(IlMembers.PacketEnd);
        Il.Emit(OpCodes.Bgt_Un, slow);
        Il.MarkLabel(found);
        Il.Emit(OpCodes.Ldloc, address);
        Il.Emit(OpCodes.Unaligned, (byte)1);
        Il.Emit(size switch { 1 => OpCodes.Ldind_U1, 2 => OpCodes.Ldind_U2, _ => OpCodes.Ldind_U4 });
        if (size > 1 && BitConverter.IsLittleEndian)
        {
            Il.Emit(OpCodes.Call, size == 2 ? Reverse16 : Reverse32);
        }

        Il.Emit(OpCodes.Conv_U8);
        StoreRegister(0);
        OutOfLine(() =>
        {
            Il.MarkLabel(slow);
            LoadRun();
            Il.Emit(OpCodes.Ldloc, offset);
            Il.Emit(OpCodes.Ldc_I4, size);
            Il.Emit(OpCodes.Call, IlMembers.FindPacketBytes);
            Il.Emit(OpCodes.Conv_U8);
            Il.Emit(OpCodes.Stloc, address);
            Il.Emit(OpCodes.Ldloc, address);
            Il.Emit(OpCodes.Brtrue, found);
            LeaveFunction(() => LoadNumber(0));
        });
    }
}
