// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Loads and stores of pointers that maps hold: kernel pointers and pointers to user memory.</summary>
internal sealed class KernelPointers
{
    // Kernel types whose memory is not reused before an RCU grace period has passed.
    private static readonly FrozenSet<string> RcuProtected =
        FrozenSet.ToFrozenSet(["prog_test_ref_kfunc", "cgroup", "bpf_cpumask", "task_struct", "bpf_crypto_ctx"]);

    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public KernelPointers(Analysis analysis) => _analysis = analysis;

    /// <summary>Whether fields of a kind hold pointers that plain loads may load.</summary>
    public static bool IsPointer(SpecialFieldKind kind) =>
        kind is SpecialFieldKind.UntrustedKptr or SpecialFieldKind.ReferencedKptr or SpecialFieldKind.PerCpuKptr or SpecialFieldKind.UserPointer;

    /// <summary>Checks the current instruction's access to a field, which it is known to touch as a whole.</summary>
    /// <param name="field">The field.</param>
    /// <param name="valueRegister">The register that is loaded or stored, or -1.</param>
    public void Check(in SpecialField field, int valueRegister)
    {
        Instruction instruction = _analysis.Program.Instructions[_analysis.Instruction];
        if (instruction.MemoryMode != MemoryMode.Memory)
            throw _analysis.Unsafe($"kptr in map can only be accessed using BPF_MEM instruction mode");
        if (instruction.Class == InstructionClass.LoadRegister)
        {
            _analysis.Register(valueRegister) = Load(in field);
            return;
        }

        if (field.Kind is SpecialFieldKind.ReferencedKptr or SpecialFieldKind.PerCpuKptr)
            throw _analysis.Unsafe($"store to referenced kptr disallowed");
        if (field.Kind == SpecialFieldKind.UserPointer)
            throw _analysis.Unsafe($"store to uptr disallowed");
        if (instruction.Class == InstructionClass.Store)
        {
            if (instruction.Immediate != 0)
                throw _analysis.Unsafe($"BPF_ST imm must be 0 when storing to kptr at off={field.Offset}");
        }
        else if (!_analysis.Register(valueRegister).IsZero)
        {
            CheckStored(in field, valueRegister);
        }
    }

    /// <summary>Checks that a register may be stored in, or exchanged with, a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="register">The register.</param>
    public void CheckStored(in SpecialField field, int register)
    {
        ref RegisterState value = ref _analysis.Register(register);
        bool isUntrustedField = field.Kind == SpecialFieldKind.UntrustedKptr;
        ValueFlags permitted = ValueFlags.MaybeNull;
        if (value.BtfIndex != BtfSet.Program)
            permitted |= ValueFlags.Trusted | ValueFlags.Rcu | (isUntrustedField ? ValueFlags.Untrusted : ValueFlags.None);
        else
            permitted |= ValueFlags.Allocated | (field.Kind == SpecialFieldKind.PerCpuKptr ? ValueFlags.PerCpu : ValueFlags.None);
        if (value.Kind != ValueKind.BtfObject || (value.Flags & ~permitted) != 0)
            throw WrongType(in field, in value, register, valueType: "");
        _analysis.Memory.Bounds.CheckUnmodified(in value, register, isFixedOffsetAllowed: true);
        bool isMatch = _analysis.Memory.Objects.Matcher.AreSame(
            value.BtfIndex, value.TypeId, value.Offset, field.BtfIndex, field.TypeId, isStrict: !isUntrustedField);
        if (!isMatch)
            throw WrongType(in field, in value, register, _analysis.Program.Btfs[value.BtfIndex].NameOf(value.TypeId));
    }

    /// <summary>What a load of a field, or an exchange with it, says of the pointer that it gives.</summary>
    public ValueFlags FlagsOf(in SpecialField field)
    {
        if (!IsRcuProtected(in field) || !ObjectAccess.IsInRcuSection(_analysis.State))
            return ValueFlags.MaybeNull | ValueFlags.Untrusted;
        ValueFlags flags = ValueFlags.MaybeNull | ValueFlags.Rcu;
        if (field.Kind == SpecialFieldKind.PerCpuKptr)
            return flags | ValueFlags.PerCpu;
        return field.BtfIndex == BtfSet.Program ? flags | ValueFlags.Allocated : flags;
    }

    private RegisterState Load(in SpecialField field)
    {
        if (field.Kind != SpecialFieldKind.UserPointer)
            return LoadedValue.Object(_analysis, field.BtfIndex, field.TypeId, FlagsOf(in field));
        RegisterState memory = LoadedValue.Pointer(_analysis, ValueKind.Memory, ValueFlags.MaybeNull);
        memory.MemorySize = (int)_analysis.Program.Btfs[field.BtfIndex].SizeOf(field.TypeId);
        return memory;
    }

    private bool IsRcuProtected(in SpecialField field) => field.Kind switch
    {
        SpecialFieldKind.PerCpuKptr => true,
        SpecialFieldKind.ReferencedKptr =>
            field.BtfIndex == BtfSet.Program || RcuProtected.Contains(_analysis.Program.Btfs[field.BtfIndex].NameOf(field.TypeId)),
        _ => false,
    };

    private Refusal WrongType(in SpecialField field, in RegisterState value, int register, string valueType)
    {
        string wanted = _analysis.Program.Btfs[field.BtfIndex].NameOf(field.TypeId);
        string alternative = field.Kind == SpecialFieldKind.UntrustedKptr
            ? $" or {ValueNames.NameOf(ValueKind.BtfObject, ValueFlags.Untrusted)}{wanted}"
            : "";
        string expected = $"{ValueNames.NameOf(ValueKind.BtfObject)}{wanted}{alternative}";
        return _analysis.Unsafe($"invalid kptr access, R{register} type={ValueNames.NameOf(in value)}{valueType} expected={expected}");
    }
}
