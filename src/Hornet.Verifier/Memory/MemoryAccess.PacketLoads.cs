// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

// Legacy packet loads.
internal sealed partial class MemoryAccess
{
    private const Register PacketLoadContext = Register.R6;

    /// <summary>Processes a legacy packet load (LD_ABS, LD_IND): it ends the program where the packet is too short, so nothing may be held.</summary>
    public void CheckPacketLoad(Instruction instruction)
    {
        if (_analysis.Program.Type is not (ProgramType.SocketFilter or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction))
            throw _analysis.Refuse(FailureKind.Policy, $"BPF_LD_[ABS|IND] instructions not allowed for this program type");
        bool isIndirect = instruction.MemoryMode == MemoryMode.Indirect;
        if (instruction.Destination != Register.R0 || instruction.Offset != 0 || instruction.AccessSize == sizeof(ulong)
            || (!isIndirect && instruction.Source != Register.R0))
        {
            throw _analysis.Refuse(FailureKind.Structure, $"BPF_LD_[ABS|IND] uses reserved fields");
        }

        ref RegisterState context = ref _analysis.Readable(PacketLoadContext);
        _analysis.References.CheckNoneHeld(isException: false, "BPF_LD_[ABS|IND]");
        if (context.Kind != ValueKind.Context)
            throw _analysis.Unsafe($"at the time of BPF_LD_ABS|IND R6 != pointer to skb");
        if (isIndirect)
            _analysis.Readable(instruction.Source);
        Bounds.CheckUnmodified(in context, (int)PacketLoadContext);
        for (int register = (int)Register.R1; register <= (int)Register.R5; register++)
            _analysis.Register(register) = RegisterState.Uninitialized;
        _analysis.Register((int)Register.R0) = LoadedValue.Unknown(_analysis);
    }
}
