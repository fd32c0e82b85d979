// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Verification;

/// <summary>Writes states in the notation of the kernel's log: <c>R1=ctx() R2=pkt(off=14,r=34) fp-8=mmmmmmmm refs=2</c>.</summary>
internal sealed class StateText(VerifiedProgram program)
{
    /// <summary>All slots of a frame's stack, for <see cref="AppendFrame"/>.</summary>
    public const ulong AllSlots = ulong.MaxValue;

    /// <summary>All registers, for <see cref="AppendFrame"/>.</summary>
    public const int AllRegisters = (1 << StackFrame.RegisterCount) - 1;

    /// <summary>What is known of a register of a frame; empty where nothing was written to it.</summary>
    public string Describe(in RegisterState register, int frame)
    {
        var text = new StringBuilder();
        if (register.Kind != ValueKind.Uninitialized)
            AppendRegister(text, register, frame);
        return text.ToString();
    }

    /// <summary>Writes some registers and slots of a frame and what the program holds.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="state">The state.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="registers">A bit a register.</param>
    /// <param name="slots">A bit a slot.</param>
    public void AppendFrame(StringBuilder text, VerifierState state, StackFrame frame, int registers = AllRegisters, ulong slots = AllSlots)
    {
        if (frame.Index > 0)
            text.Append(CultureInfo.InvariantCulture, $" frame{frame.Index}:");
        for (int number = 0; number < StackFrame.RegisterCount; number++)
        {
            ref RegisterState register = ref frame.Registers[number];
            if ((registers & (1 << number)) == 0 || register.Kind == ValueKind.Uninitialized)
                continue;
            text.Append(CultureInfo.InvariantCulture, $" R{number}=");
            AppendRegister(text, register, frame.Index);
        }

        for (int slot = 0; slot < frame.SlotCount; slot++)
        {
            if ((slots & (1UL << slot)) != 0)
                AppendSlot(text, frame, slot);
        }

        AppendReferences(text, state);
        if (frame.IsCallback)
            text.Append(" cb");
        if (frame.IsAsyncCallback)
            text.Append(" async_cb");
    }

    /// <summary>Writes what is known of a register.</summary>
    public void AppendRegister(StringBuilder text, in RegisterState register, int frame)
    {
        if (register.IsScalar && register.IsPrecise)
            text.Append('P');
        if (register.IsScalar && register.Number.IsConstant)
        {
            Scalar.AppendConstant(text, (long)register.Number.ConstantValue);
            return;
        }

        text.Append(ValueNames.NameOf(register));
        if (register.Kind == ValueKind.Arena)
            return;
        if (register.Kind == ValueKind.Stack)
        {
            if (register.Frame != frame)
                text.Append(CultureInfo.InvariantCulture, $"[{register.Frame}]");
            if (register.Number.IsConstant)
            {
                Scalar.AppendConstant(text, register.Offset + (long)register.Number.ConstantValue);
                return;
            }
        }

        if (register.Kind == ValueKind.BtfObject && program.Btfs.Has(register.BtfIndex))
            text.Append(program.Btfs[register.BtfIndex][register.TypeId].Name);
        text.Append('(');
        AppendAttributes(text, register);
        text.Append(')');
    }

    private void AppendAttributes(StringBuilder text, in RegisterState register)
    {
        int start = text.Length;
        if (register.Id != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"id={register.LinkId}");
            if ((register.Id & RegisterState.LinkedWithDelta) != 0)
                text.Append(CultureInfo.InvariantCulture, $"{register.Offset:+0;-0;+0}");
        }

        if (register.ReferenceId != 0)
            Separate(text, start).Append(CultureInfo.InvariantCulture, $"ref_obj_id={register.ReferenceId}");
        if (register.Has(ValueFlags.NonOwning))
            Separate(text, start).Append("non_own_ref");
        if (register.Kind is ValueKind.Map or ValueKind.MapValue or ValueKind.MapKey)
        {
            MapInfo map = program.Maps[register.MapIndex];
            Separate(text, start).Append(CultureInfo.InvariantCulture, $"map={map.Name},ks={map.KeySize},vs={map.ValueSize}");
        }

        if (!register.IsScalar && register.Offset != 0)
            Scalar.AppendConstant(Separate(text, start).Append("off="), register.Offset);
        if (register.IsPacket)
        {
            // The two ranges of pointers at and behind the end are negative, and print as the large numbers that they are without a sign.
            text = Separate(text, start).Append("r=");
            if (register.Range < 0)
                text.Append(CultureInfo.InvariantCulture, $"0x{(ulong)(long)register.Range:x}");
            else
                Scalar.AppendConstant(text, register.Range);
        }

        if (register.Kind == ValueKind.Memory)
            Separate(text, start).Append(CultureInfo.InvariantCulture, $"sz={register.MemorySize}");
        if (!register.Number.IsConstant)
            register.Number.AppendTo(text, follows: text.Length > start);
        else if (register.Number.ConstantValue != 0)
            Scalar.AppendConstant(Separate(text, start).Append("imm="), (long)register.Number.ConstantValue);
    }

    private void AppendSlot(StringBuilder text, StackFrame frame, int slot)
    {
        int offset = -(slot + 1) * StackFrame.SlotSize;
        ref RegisterState held = ref frame.Slots[slot];
        ReadOnlySpan<SlotKind> kinds = frame.KindsOf(slot);
        switch (kinds[StackFrame.SlotSize - 1])
        {
            case SlotKind.Dynptr:
                if (held.IsFirstSlot)
                    AppendDynptr(text, held, offset);
                return;
            case SlotKind.Iterator:
                if (held.IsFirstSlot)
                    AppendIterator(text, held, offset);
                return;
        }

        if (!kinds.ContainsAnyExcept(SlotKind.Invalid))
            return;
        text.Append(CultureInfo.InvariantCulture, $" fp{offset}=");
        foreach (SlotKind kind in kinds)
        {
            // The lower bytes of a number that was spilled in part: its state stands for them.
            if (kind == SlotKind.Spill)
            {
                AppendRegister(text, held, frame.Index);
                return;
            }

            text.Append(CharacterOf(kind));
        }
    }

    private static void AppendDynptr(StringBuilder text, in RegisterState held, int offset)
    {
        text.Append(CultureInfo.InvariantCulture, $" fp{offset}=dynptr_{NameOf(held.Dynptr)}(");
        int start = text.Length;
        if (held.Id != 0)
            text.Append(CultureInfo.InvariantCulture, $"id={held.Id}");
        if (held.ReferenceId != 0)
            Separate(text, start).Append(CultureInfo.InvariantCulture, $"ref_id={held.ReferenceId}");
        text.Append(')');
    }

    private void AppendIterator(StringBuilder text, in RegisterState held, int offset)
    {
        const string Prefix = "bpf_iter_";
        string name = program.Btfs.Has(held.BtfIndex) ? program.Btfs[held.BtfIndex][held.TypeId].Name : "";
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        string phase = held.Iterator switch { IteratorPhase.Active => "active", IteratorPhase.Drained => "drained", _ => "<invalid>" };
        text.Append(CultureInfo.InvariantCulture, $" fp{offset}=iter_{name}(ref_id={held.ReferenceId},state={phase},depth={held.IteratorDepth})");
    }

    private static void AppendReferences(StringBuilder text, VerifierState state)
    {
        string separator = " refs=";
        foreach (Reference reference in state.References)
        {
            text.Append(separator).Append(CultureInfo.InvariantCulture, $"{reference.Id}");
            separator = ",";
        }
    }

    private static StringBuilder Separate(StringBuilder text, int start) => text.Length > start ? text.Append(',') : text;

    private static string NameOf(DynptrKind kind) => kind switch
    {
        DynptrKind.Local => "local",
        DynptrKind.RingBuffer => "ringbuf",
        DynptrKind.Skb => "skb",
        DynptrKind.Xdp => "xdp",
        DynptrKind.SkbMeta => "skb_meta",
        DynptrKind.File => "file",
        _ => "<unknown>",
    };

    private static char CharacterOf(SlotKind kind) => kind switch
    {
        SlotKind.Invalid => '?',
        SlotKind.Spill => 'r',
        SlotKind.Misc => 'm',
        SlotKind.Zero => '0',
        SlotKind.Dynptr => 'd',
        SlotKind.Iterator => 'i',
        _ => 'f',
    };
}
