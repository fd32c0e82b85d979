// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Hornet.Bytecode.Classic;

namespace Hornet.Seccomp;

/// <summary>
/// Lists programs in words: what each instruction does, with architectures, system calls, arguments and verdicts by name where it is known what the
/// accumulator holds there. Jumps go forward only, so one pass over the instructions finds that out.
/// </summary>
public sealed class SeccompListing
{
    private readonly ImmutableArray<ClassicInstruction> _program;
    private readonly ListingState?[] _states;
    private readonly SeccompArchitecture _native;

    private SeccompListing(ImmutableArray<ClassicInstruction> program, SeccompArchitecture native)
    {
        _program = program;
        _native = native;
        _states = new ListingState?[program.Length + 1];
    }

    /// <summary>Lists a program, a line an instruction.</summary>
    /// <param name="program">The instructions; a valid classic program.</param>
    /// <param name="native">The architecture whose names are used where the program does not ask for one; null for that of this process.</param>
    public static string Format(ImmutableArray<ClassicInstruction> program, SeccompArchitecture? native = null)
    {
        var text = new StringBuilder();
        foreach (SeccompListingLine line in Lines(program, native))
            text.Append(CultureInfo.InvariantCulture, $"{line}\n");
        return text.ToString();
    }

    /// <summary>The lines of a program's listing.</summary>
    /// <param name="program">The instructions; a valid classic program.</param>
    /// <param name="native">The architecture whose names are used where the program does not ask for one; null for that of this process.</param>
    public static ImmutableArray<SeccompListingLine> Lines(ImmutableArray<ClassicInstruction> program, SeccompArchitecture? native = null)
    {
        ClassicValidator.Validate(program.AsSpan());
        return new SeccompListing(program, native ?? SeccompArchitecture.Current).Walk();
    }

    private ImmutableArray<SeccompListingLine> Walk()
    {
        ImmutableArray<SeccompListingLine>.Builder lines = ImmutableArray.CreateBuilder<SeccompListingLine>(_program.Length);
        _states[0] = ListingState.Start;
        for (int i = 0; i < _program.Length; i++)
        {
            if (_states[i] is not { } state)
            {
                lines.Add(new SeccompListingLine(i, _program[i], Describe(i, ListingState.Nothing), "never reached"));
                continue;
            }

            lines.Add(new SeccompListingLine(i, _program[i], Describe(i, state), Comment(i, state)));
            Advance(i, state);
        }

        return lines.MoveToImmutable();
    }

    private void Advance(int index, ListingState state)
    {
        ClassicInstruction instruction = _program[index];
        if (instruction.Code is ClassicOpcodes.Return or ClassicOpcodes.ReturnA)
            return;
        if (instruction.Code == ClassicOpcodes.Jump)
        {
            Flow(index + 1 + (int)instruction.Operand, state);
            return;
        }

        if (!instruction.IsConditionalJump)
        {
            Flow(index + 1, state.After(instruction));
            return;
        }

        bool isEquality = instruction.Code == ClassicOpcodes.JumpIfEqual;
        Flow(index + 1 + instruction.JumpTrue, isEquality ? state.Knowing(instruction.Operand) : state);
        Flow(index + 1 + instruction.JumpFalse, state);
    }

    private void Flow(int target, ListingState state) => _states[target] = _states[target] is { } other ? other.Join(state) : state;

    private string Describe(int index, ListingState state)
    {
        ClassicInstruction instruction = _program[index];
        uint k = instruction.Operand;
        return instruction.Code switch
        {
            ClassicOpcodes.LoadWord => $"A = {WordName(k, state)}",
            ClassicOpcodes.LoadImmediate => $"A = {Hex(k)}",
            ClassicOpcodes.LoadXImmediate => $"X = {Hex(k)}",
            ClassicOpcodes.LoadLength => "A = sizeof(struct seccomp_data)",
            ClassicOpcodes.LoadXLength => "X = sizeof(struct seccomp_data)",
            ClassicOpcodes.LoadMemory => $"A = M[{k}]",
            ClassicOpcodes.LoadXMemory => $"X = M[{k}]",
            ClassicOpcodes.Store => $"M[{k}] = A",
            ClassicOpcodes.StoreX => $"M[{k}] = X",
            ClassicOpcodes.CopyAToX => "X = A",
            ClassicOpcodes.CopyXToA => "A = X",
            ClassicOpcodes.Negate => "A = -A",
            ClassicOpcodes.Return => $"return {SeccompVerdict.FromReturnValue(k)}",
            ClassicOpcodes.ReturnA => "return A",
            ClassicOpcodes.Jump => $"goto {Target(index, (int)k)}",
            _ when instruction.IsConditionalJump => DescribeJump(index, state),
            _ => $"A {Operator(instruction.Code)} {((instruction.Code & 8) != 0 ? "X" : Hex(k))}",
        };
    }

    private string DescribeJump(int index, ListingState state)
    {
        ClassicInstruction instruction = _program[index];
        string sign = (instruction.Code & 0xf0) switch { 0x10 => "==", 0x20 => ">", 0x30 => ">=", _ => "&" };
        string value = (instruction.Code & 8) != 0 ? "X" : Value(instruction.Operand, state);
        string ifTrue = Target(index, instruction.JumpTrue);
        string ifFalse = Target(index, instruction.JumpFalse);
        return instruction switch
        {
            { JumpTrue: 0, Code: ClassicOpcodes.JumpIfEqual } => $"if A != {value} goto {ifFalse}",
            { JumpTrue: 0, JumpFalse: not 0 } => $"if !(A {sign} {value}) goto {ifFalse}",
            { JumpFalse: 0 } => $"if A {sign} {value} goto {ifTrue}",
            _ => $"if A {sign} {value} goto {ifTrue} else {ifFalse}",
        };
    }

    /// <summary>A constant that A is compared with, by name where A is the number of a call or the architecture.</summary>
    private string Value(uint value, ListingState state)
    {
        if (state.Word == SeccompData.Architecture)
        {
            ImmutableArray<SeccompArchitecture> found = SeccompArchitecture.WithAuditValue(value);
            return found.IsEmpty ? Hex(value) : found[0].Name;
        }

        if (state.Word == SeccompData.Number)
        {
            if (value == SeccompArchitecture.X32Bit)
                return "x32";
            SeccompArchitecture? architecture = ArchitectureOf(state, value);
            return architecture is not null && architecture.TryGetCall(value, out SystemCall? call) ? call.Name : value.ToString(CultureInfo.InvariantCulture);
        }

        return Hex(value);
    }

    /// <summary>What the numbers are that names stand for.</summary>
    private string Comment(int index, ListingState state)
    {
        ClassicInstruction instruction = _program[index];
        if (!instruction.IsConditionalJump || (instruction.Code & 8) != 0)
            return "";
        if (state.Word == SeccompData.Architecture)
            return Hex(instruction.Operand);
        if (state.Word == SeccompData.Number)
            return instruction.Operand < SeccompArchitecture.X32Bit ? instruction.Operand.ToString(CultureInfo.InvariantCulture) : Hex(instruction.Operand);
        return "";
    }

    private string WordName(uint offset, ListingState state)
    {
        bool isBigEndian = (ArchitectureOf(state, 0) ?? _native).IsBigEndian;
        string half = (offset % 8 == 0) != isBigEndian ? "low" : "high";
        switch (offset)
        {
            case SeccompData.Number:
                return "number";
            case SeccompData.Architecture:
                return "architecture";
            case < SeccompData.Arguments:
                return $"instruction pointer ({half})";
            default:
                int argument = ((int)offset - SeccompData.Arguments) / 8;
                return $"{ArgumentName(argument, state)} ({half})";
        }
    }

    private string ArgumentName(int argument, ListingState state)
    {
        if (state.Number is { } number && ArchitectureOf(state, number) is { } architecture && architecture.TryGetCall(number, out SystemCall? call)
            && !call.ArgumentNames.IsDefault && argument < call.ArgumentNames.Length)
            return $"arg{argument} {call.Name}.{call.ArgumentNames[argument]}";
        return $"arg{argument}";
    }

    private SeccompArchitecture? ArchitectureOf(ListingState state, uint number)
    {
        ImmutableArray<SeccompArchitecture> found = state.Architecture is { } value ? SeccompArchitecture.WithAuditValue(value) : [_native];
        return found.FirstOrDefault(a => a.NumberBit != 0 && (number & a.NumberBit) != 0) ?? found.FirstOrDefault(a => a.NumberBit == 0);
    }

    private static string Operator(int code) => (code & 0xf0) switch
    {
        0x00 => "+=",
        0x10 => "-=",
        0x20 => "*=",
        0x30 => "/=",
        0x40 => "|=",
        0x50 => "&=",
        0x60 => "<<=",
        0x70 => ">>=",
        0x90 => "%=",
        _ => "^=",
    };

    private static string Target(int index, int distance) => (index + 1 + distance).ToString("d4", CultureInfo.InvariantCulture);

    private static string Hex(uint value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");
}
