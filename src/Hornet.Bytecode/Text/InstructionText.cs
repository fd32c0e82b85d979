// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode;

/// <summary>An instruction to be written, with where it stands.</summary>
/// <param name="Index">Its slot.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="Second">The second slot of a wide load.</param>
/// <param name="Labels">The names of targets, or null when targets are written as distances.</param>
internal readonly record struct InstructionText(int Index, Instruction Instruction, Instruction Second, ProgramLabels? Labels)
{
    /// <summary>The label of the instruction's target, or null.</summary>
    public string? TargetLabel => Labels?.At(Index + 1L + (Instruction.IsWideLoad ? Instruction.Immediate : Instruction.JumpDistance));
}

/// <summary>Writes instructions in one dialect.</summary>
internal abstract class InstructionWriter(DisassemblerOptions options)
{
    private static readonly string[] UnsignedTypes = ["u32", "u16", "u8", "u64"];
    private static readonly string[] SignedTypes = ["s32", "s16", "s8", "s64"];

    protected DisassemblerOptions Options { get; } = options;

    /// <summary>Writes an instruction; false when it has no spelling, and then what has been appended is dropped.</summary>
    public abstract bool Write(StringBuilder text, in InstructionText item);

    protected PendingReference? ReferenceAt(int index) =>
        Options.References is { } references && references.TryGetValue(index, out PendingReference reference) ? reference : null;

    protected static string TypeOf(Instruction instruction)
    {
        string[] types = instruction.Class == InstructionClass.LoadRegister && instruction.MemoryMode == MemoryMode.MemorySignExtended
            ? SignedTypes
            : UnsignedTypes;
        return types[(int)instruction.MemorySize >> 3];
    }

    /// <summary>The operator of arithmetic, without the equals sign.</summary>
    protected static string OperatorOf(AluOperation operation) => operation switch
    {
        AluOperation.Add => "+",
        AluOperation.Subtract => "-",
        AluOperation.Multiply => "*",
        AluOperation.Divide => "/",
        AluOperation.Or => "|",
        AluOperation.And => "&",
        AluOperation.ShiftLeft => "<<",
        AluOperation.ShiftRight => ">>",
        AluOperation.Modulo => "%",
        AluOperation.Xor => "^",
        _ => "s>>",
    };

    /// <summary>The operator of a comparison.</summary>
    protected static string OperatorOf(JumpOperation operation) => operation switch
    {
        JumpOperation.Equal => "==",
        JumpOperation.NotEqual => "!=",
        JumpOperation.GreaterThan => ">",
        JumpOperation.GreaterOrEqual => ">=",
        JumpOperation.LessThan => "<",
        JumpOperation.LessOrEqual => "<=",
        JumpOperation.BitsSet => "&",
        JumpOperation.SignedGreaterThan => "s>",
        JumpOperation.SignedGreaterOrEqual => "s>=",
        JumpOperation.SignedLessThan => "s<",
        _ => "s<=",
    };

    /// <summary>The name of an atomic operation in the C-like dialects, without <c>atomic_</c>.</summary>
    protected static string CNameOf(AtomicOperation operation) => operation switch
    {
        AtomicOperation.FetchAdd => "fetch_add",
        AtomicOperation.FetchOr => "fetch_or",
        AtomicOperation.FetchAnd => "fetch_and",
        AtomicOperation.FetchXor => "fetch_xor",
        AtomicOperation.Exchange => "xchg",
        AtomicOperation.CompareExchange => "cmpxchg",
        AtomicOperation.LoadAcquire => "load_acquire",
        _ => "store_release",
    };

    /// <summary>The name of a byte-order conversion, or null when its width is none.</summary>
    protected static string? ByteOrderName(Instruction instruction)
    {
        if (instruction.Immediate is not (16 or 32 or 64))
            return null;
        string name = instruction.Opcode switch { Opcodes.ToLittleEndian => "le", Opcodes.ToBigEndian => "be", _ => "bswap" };
        return name + instruction.Immediate.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The operand of a wide load of another kind than a plain number, in the notation of RFC 9669 (section 5.4): <c>map_by_fd(3)</c>,
    /// <c>map_val(map_by_idx(1))+8</c>, <c>code_addr(label)</c>.
    /// </summary>
    protected string WideOperand(in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        PendingReference? reference = ReferenceAt(item.Index);
        string operand = reference?.Name ?? instruction.Immediate.ToString(CultureInfo.InvariantCulture);
        long addend = reference is { Addend: not 0 } pending ? pending.Addend : item.Second.Immediate;
        string plus = addend == 0 ? "" : addend.ToString("+0;-0", CultureInfo.InvariantCulture);
        WideLoadKind kind = reference?.Kind switch
        {
            PendingReferenceKind.Map => WideLoadKind.MapDescriptor,
            PendingReferenceKind.MapValue => WideLoadKind.MapValue,
            PendingReferenceKind.KernelVariable => WideLoadKind.Variable,
            PendingReferenceKind.Symbol => WideLoadKind.Immediate,
            _ => instruction.WideLoadKind,
        };
        return kind switch
        {
            WideLoadKind.MapDescriptor => $"map_by_fd({operand}){plus}",
            WideLoadKind.MapValue => $"map_val(map_by_fd({operand})){plus}",
            WideLoadKind.Variable => $"var_addr({operand}){plus}",
            WideLoadKind.Function => $"code_addr({item.TargetLabel ?? instruction.Immediate.ToString("+0;-0", CultureInfo.InvariantCulture)}){plus}",
            WideLoadKind.MapIndex => $"map_by_idx({operand}){plus}",
            WideLoadKind.MapIndexValue => $"map_val(map_by_idx({operand})){plus}",
            _ => $"{operand}{plus}",
        };
    }

    protected static void AppendSigned(StringBuilder text, long value) => text.Append(CultureInfo.InvariantCulture, $"{value:+0;-0;+0}");

    protected static void AppendDecimal(StringBuilder text, long value) => text.Append(CultureInfo.InvariantCulture, $"{value}");
}
