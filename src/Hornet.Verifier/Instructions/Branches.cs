// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Conditional jumps: which way they can go, and what either way says of the values compared.</summary>
internal sealed class Branches
{
    private readonly Analysis _analysis;
    private readonly NullChecks _nulls;
    private readonly ScalarLinks _links;

    /// <summary>Works on an analysis.</summary>
    public Branches(Analysis analysis)
    {
        _analysis = analysis;
        _nulls = new NullChecks(analysis);
        _links = new ScalarLinks(analysis);
    }

    /// <summary>Processes a conditional jump and goes to the next instruction of the path; the other way waits.</summary>
    public void Process(Instruction instruction)
    {
        if (instruction.JumpOperation == JumpOperation.May)
        {
            May(instruction);
            return;
        }

        RegisterState constant = default;
        CheckOperands(instruction);
        if (!instruction.UsesSourceRegister)
            constant = RegisterState.ConstantScalar((ulong)(long)instruction.Immediate);
        ref RegisterState left = ref _analysis.Register((int)instruction.Destination);
        ref RegisterState right = ref constant;
        if (instruction.UsesSourceRegister)
            right = ref _analysis.Register((int)instruction.Source);
        bool is32 = instruction.Class == InstructionClass.Jump32;
        int decision = Decide(instruction.JumpOperation, is32, in left, in right);
        if (decision >= 0)
        {
            if (left.IsScalar)
                _analysis.Precision.MarkRegister((int)instruction.Destination);
            if (instruction.UsesSourceRegister && right.IsScalar)
                _analysis.Precision.MarkRegister((int)instruction.Source);
            Go(instruction, isTaken: decision == 1);
            return;
        }

        Split(instruction, is32);
    }

    /// <summary>Foretells a comparison of values of any kind: 1 it holds, 0 it does not, -1 it may or may not.</summary>
    private static int Decide(JumpOperation operation, bool is32, in RegisterState left, in RegisterState right)
    {
        if (left.IsScalar && right.IsScalar)
            return Scalar.Decide(operation, is32, in left.Number, in right.Number);
        if (IsPacketAddress(in left) && IsPacketAddress(in right) && !is32)
            return PacketRanges.Decide(operation, in left, in right);
        // A pointer that cannot be NULL differs from 0.
        ref readonly RegisterState pointer = ref left;
        ref readonly RegisterState number = ref right;
        if (!IsConstant(in right, is32))
        {
            pointer = ref right;
            number = ref left;
        }

        if (!IsConstant(in number, is32) || !pointer.IsPointer || !NullChecks.IsNeverNull(in pointer))
            return -1;
        if ((is32 ? number.Number.ConstantValue32 : number.Number.ConstantValue) != 0)
            return -1;
        return operation switch
        {
            JumpOperation.Equal => 0,
            JumpOperation.NotEqual => 1,
            _ => -1,
        };
    }

    private static bool IsConstant(in RegisterState state, bool is32) => state.IsScalar && (is32 ? state.Number.IsConstant32 : state.Number.IsConstant);

    private static bool IsPacketAddress(in RegisterState state) => state.Kind is ValueKind.Packet or ValueKind.PacketMeta or ValueKind.PacketEnd;

    private void CheckOperands(Instruction instruction)
    {
        ref RegisterState left = ref _analysis.Readable(instruction.Destination);
        _analysis.CheckForm(instruction);
        if (!instruction.UsesSourceRegister)
            return;
        ref RegisterState right = ref _analysis.Readable(instruction.Source);
        if (right.IsPointer && !_analysis.Program.IsPrivileged && !(IsPacketAddress(in right) && IsPacketAddress(in left)))
            throw _analysis.Unsafe($"R{(int)instruction.Source} pointer comparison prohibited");
    }

    private void Go(Instruction instruction, bool isTaken)
    {
        _analysis.Program.Facts[_analysis.Instruction].NoteOutcome(isTaken);
        _analysis.Instruction += isTaken ? instruction.JumpDistance + 1 : 1;
    }

    private void Split(Instruction instruction, bool is32)
    {
        VerifierState fallThrough = _analysis.State;
        StackFrame frame = fallThrough.Frame;
        int left = (int)instruction.Destination, right = (int)instruction.Source;
        if (instruction.UsesSourceRegister && frame.Registers[right] is { IsScalar: true, Id: not 0 })
            _links.Collect(fallThrough, frame.Registers[right].LinkId);
        if (frame.Registers[left] is { IsScalar: true, Id: not 0 })
            _links.Collect(fallThrough, frame.Registers[left].LinkId);
        fallThrough.History.Last.Links = _links.Take();
        _analysis.Program.Facts[_analysis.Instruction].NoteOutcome(isTaken: true);
        _analysis.Program.Facts[_analysis.Instruction].NoteOutcome(isTaken: false);
        VerifierState taken = _analysis.Path.Fork(_analysis.Instruction + instruction.JumpDistance + 1);
        LearnNumbers(instruction, is32, taken, isTaken: true);
        LearnNumbers(instruction, is32, fallThrough, isTaken: false);
        LearnPointers(instruction, is32, taken, fallThrough);
        _analysis.Instruction++;
    }

    private void LearnNumbers(Instruction instruction, bool is32, VerifierState state, bool isTaken)
    {
        RegisterState[] registers = state.Frame.Registers;
        ref RegisterState left = ref registers[(int)instruction.Destination];
        JumpOperation operation = isTaken ? instruction.JumpOperation : JumpOperations.Negate(instruction.JumpOperation);
        if (instruction.UsesSourceRegister)
        {
            ref RegisterState right = ref registers[(int)instruction.Source];
            if (!left.IsScalar || !right.IsScalar)
                return;
            Scalar.Assume(operation, is32, ref left.Number, ref right.Number);
            _links.Spread(state, in right);
        }
        else
        {
            if (!left.IsScalar)
                return;
            Scalar constant = Scalar.Constant((ulong)(long)instruction.Immediate);
            Scalar.Assume(operation, is32, ref left.Number, ref constant);
        }

        _links.Spread(state, in left);
    }

    private void LearnPointers(Instruction instruction, bool is32, VerifierState taken, VerifierState fallThrough)
    {
        int left = (int)instruction.Destination, right = (int)instruction.Source;
        RegisterState leftBefore = fallThrough.Frame.Registers[left];
        bool isEquality = instruction.JumpOperation is JumpOperation.Equal or JumpOperation.NotEqual;
        if (instruction.UsesSourceRegister && isEquality && !is32)
            _nulls.LearnFromOther(instruction.JumpOperation == JumpOperation.Equal ? taken : fallThrough, left, right);
        if (!instruction.UsesSourceRegister && isEquality && !is32 && instruction.Immediate == 0 && leftBefore is { IsPointer: true, MaybeNull: true })
        {
            bool isNullTaken = instruction.JumpOperation == JumpOperation.Equal;
            _nulls.Learn(taken, left, isNull: isNullTaken);
            _nulls.Learn(fallThrough, left, isNull: !isNullTaken);
            return;
        }

        if (instruction.UsesSourceRegister && !is32 && PacketRanges.Learn(instruction.JumpOperation, left, right, taken, fallThrough))
            return;
        if (leftBefore.IsPointer && !_analysis.Program.IsPrivileged)
            throw _analysis.Unsafe($"R{left} pointer comparison prohibited");
    }

    // may_goto: the run time decides when enough rounds were made; the path that goes on is one round further.
    private void May(Instruction instruction)
    {
        int at = _analysis.Instruction;
        VerifierState further = _analysis.Path.Fork(at + 1);
        further.MayGotoDepth++;
        Widening.AgainstPreviousRound(_analysis.States, _analysis.State.Parent, further, at);
        _analysis.Instruction = at + instruction.JumpDistance + 1;
    }
}
