// SPDX-License-Identifier: Apache-2.0
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;

namespace Hornet.VirtualMachines;

/// <content>
/// Look-ups in hash tables: a routine for each table that the program looks into, which is called with the key's address in R2 and does what
/// <see cref="HashLookup{TKey}"/> does, with everything about the table as constants.
/// </content>
/// <remarks>It uses what a helper may: R0 holds the hash and then the result, R1, R3, R4 and R5 what the comments say.</remarks>
internal sealed unsafe partial class X64Generator
{
    // A longer key is compared by .NET's vector instructions better than word by word.
    private const int LongestKey = 64;

    private readonly Dictionary<NativeHashBase, X64Label> _lookups = [];

    private void EmitHashLookup(NativeHashBase map)
    {
        if (!_lookups.TryGetValue(map, out X64Label routine))
        {
            routine = _code.NewLabel();
            _lookups.Add(map, routine);
        }

        _code.CallTo(routine);
    }

    private void EmitHashRoutines()
    {
        foreach ((NativeHashBase map, X64Label routine) in _lookups)
        {
            _code.Bind(routine);
            EmitHashRoutine(map, map.View);
        }
    }

    private void EmitHashRoutine(NativeHashBase map, HashView* view)
    {
        Register hash = OfProgram[0].Low32();
        Register key = OfProgram[2];
        Register elements = OfProgram[3];
        Register end = OfProgram[4].Low32();
        Register at = Scratch.Low32();
        Register element = Scratch2;
        X64Label again = _code.NewLabel();
        X64Label chain = _code.NewLabel();
        X64Label next = _code.NewLabel();
        X64Label last = _code.NewLabel();
        EmitHash(key, view->KeySize, view->Seed);
        _code.Emit(Code.Mov_r32_rm32, end, hash);
        EmitBinary(BinaryOperation.And, isWide: false, OfProgram[4], (int)view->Mask);
        EmitBinary(BinaryOperation.Or, isWide: false, OfProgram[4], int.MinValue);
        LoadConstant(elements, (ulong)view->Elements);

        _code.Bind(again);
        _code.Emit(Code.Mov_r32_rm32, at, end);
        EmitBinary(BinaryOperation.And, isWide: false, Scratch, int.MaxValue);
        LoadConstant(element, (ulong)view->Heads);
        _code.Emit(Code.Mov_r32_rm32, at, new MemoryOperand(element, Scratch, sizeof(uint)));
        _code.Emit(Code.Xor_r32_rm32, at, end);

        _code.Bind(chain);
        _code.Emit(Code.Test_rm32_r32, at, at);
        _code.Jump(X64Condition.Less, last);
        _code.Emit(Instruction.Create(Code.Imul_r64_rm64_imm32, element, Scratch, (int)view->Stride));
        _code.Emit(Code.Add_r64_rm64, element, elements);
        _code.Emit(Code.Cmp_r32_rm32, hash, X64Assembler.Memory(element, sizeof(uint)));
        _code.Jump(X64Condition.NotEqual, next);
        EmitKeyComparison(key, element, view->KeySize, next);
        EmitHashValue(map, view, element);
        _code.Emit(Code.Retnq);

        _code.Bind(next);
        _code.Emit(Code.Mov_r32_rm32, at, X64Assembler.Memory(element, 0));
        _code.Jump(chain);

        // The end of another chain than the one that was entered: an element was deleted and used again meanwhile.
        _code.Bind(last);
        _code.Emit(Code.Cmp_r32_rm32, at, end);
        _code.Jump(X64Condition.NotEqual, again);
        LoadConstant(Register.RAX, 0);
        _code.Emit(Code.Retnq);
    }

    /// <summary>The address of the value into R0, and the note that an LRU map's entry was used.</summary>
    private void EmitHashValue(NativeHashBase map, HashView* view, Register element)
    {
        if (map is NativeLruHashMap)
        {
            // Written only when it changes something: see HashElement.Use.
            X64Label noted = _code.NewLabel();
            MemoryOperand used = X64Assembler.Memory(element, 12);
            _code.Emit(Code.Cmp_rm32_imm8, used, 0);
            _code.Jump(X64Condition.NotEqual, noted);
            _code.Emit(Code.Mov_rm32_imm32, used, 1);
            _code.Bind(noted);
        }

        if (!map.IsPerCpu)
        {
            _code.Emit(Code.Lea_r64_m, Register.RAX, X64Assembler.Memory(element, view->PayloadOffset));
            return;
        }

        _code.Emit(Instruction.Create(Code.Imul_r64_rm64_imm32, Register.RAX, Scratch, (int)view->CpuElementStride));
        LoadConstant(Scratch, (ulong)view->CpuValues);
        _code.Emit(Code.Add_r64_rm64, Register.RAX, Scratch);
        _code.Emit(Code.Mov_r32_rm32, Scratch.Low32(), InState(StateLayout.Cpu));
        LoadConstant(Scratch2, view->CpuStride);
        _code.Emit(Code.Imul_r64_rm64, Scratch, Scratch2);
        _code.Emit(Code.Add_r64_rm64, Register.RAX, Scratch);
    }

    /// <summary>The hash of the key into R0; for keys of up to 16 bytes, the key's words into R5 and R1.</summary>
    private void EmitHash(Register key, int size, ulong seed)
    {
        Register first = OfProgram[5];
        Register second = OfProgram[1];
        if (size <= KeyHash.BlockSize)
        {
            LoadWords(key, 0, size, first, second, Scratch);
            ulong left = seed ^ KeyHash.Odd1;
            bool isPlain = size is 4 or 8;
            LoadConstant(Register.RAX, left);
            _code.Emit(Code.Xor_r64_rm64, Register.RAX, first);
            LoadConstant(Scratch2, isPlain ? KeyHash.Odd2 : seed + KeyHash.Odd2);
            if (!isPlain)
            {
                _code.Emit(Code.Xor_r64_rm64, Scratch2, second);
            }

            EmitMix();
            return;
        }

        Register sum = OfProgram[4];
        ulong lane = seed ^ KeyHash.Odd1;
        int offset = 0;
        LoadConstant(sum, (ulong)size);
        while (offset < size)
        {
            int length = Math.Min(size - offset, KeyHash.BlockSize);
            LoadWords(key, offset, length, first, second, Scratch);
            LoadConstant(Register.RAX, lane);
            _code.Emit(Code.Xor_r64_rm64, Register.RAX, first);
            LoadConstant(Scratch2, lane + KeyHash.Odd2);
            _code.Emit(Code.Xor_r64_rm64, Scratch2, second);
            EmitMix();
            _code.Emit(Code.Add_r64_rm64, sum, Register.RAX);
            lane += KeyHash.Odd1;
            offset += length;
        }

        LoadConstant(Register.RAX, seed);
        _code.Emit(Code.Xor_r64_rm64, Register.RAX, sum);
        LoadConstant(Scratch2, KeyHash.Odd2);
        EmitMix();
    }

    /// <summary>Folds the product of RAX and RDX into RAX.</summary>
    private void EmitMix()
    {
        _code.Emit(Code.Mul_rm64, Scratch2);
        _code.Emit(Code.Xor_r64_rm64, Register.RAX, Scratch2);
    }

    /// <summary>What <see cref="KeyHash.Words"/> does.</summary>
    private void LoadWords(Register address, int offset, int length, Register first, Register second, Register intermediate)
    {
        MemoryOperand At(int at) => X64Assembler.Memory(address, offset + at);
        if (length >= 8)
        {
            _code.Emit(Code.Mov_r64_rm64, first, At(0));
            _code.Emit(Code.Mov_r64_rm64, second, At(length - 8));
        }
        else if (length >= 4)
        {
            _code.Emit(Code.Mov_r32_rm32, first.Low32(), At(0));
            _code.Emit(Code.Mov_r32_rm32, second.Low32(), At(length - 4));
        }
        else
        {
            _code.Emit(Code.Movzx_r32_rm8, first.Low32(), At(length - 1));
            _code.Emit(Code.Shl_rm32_imm8, first.Low32(), 8);
            _code.Emit(Code.Movzx_r32_rm8, intermediate.Low32(), At(length >> 1));
            _code.Emit(Code.Or_r32_rm32, first.Low32(), intermediate.Low32());
            _code.Emit(Code.Shl_rm32_imm8, first.Low32(), 8);
            _code.Emit(Code.Movzx_r32_rm8, intermediate.Low32(), At(0));
            _code.Emit(Code.Or_r32_rm32, first.Low32(), intermediate.Low32());
            LoadConstant(second, 0);
        }
    }

    /// <summary>Jumps when an element's key is another one.</summary>
    private void EmitKeyComparison(Register key, Register element, int size, X64Label differs)
    {
        if (size is 4 or 8)
        {
            _code.Emit(size == 8 ? Code.Cmp_r64_rm64 : Code.Cmp_r32_rm32, Of(OfProgram[5], size == 8), X64Assembler.Memory(element, HashElement.Size));
            _code.Jump(X64Condition.NotEqual, differs);
            return;
        }

        for (int offset = 0; offset < size;)
        {
            // The last word may overlap the one before it. Byte by byte it goes only for keys that are shorter than any word.
            int width = size >= 8 ? 8 : size >= 4 ? 4 : 1;
            int at = Math.Min(offset, size - width);
            (Code load, Code compare, Register word) = width switch
            {
                8 => (Code.Mov_r64_rm64, Code.Cmp_r64_rm64, OfProgram[1]),
                4 => (Code.Mov_r32_rm32, Code.Cmp_r32_rm32, OfProgram[1].Low32()),
                _ => (Code.Mov_r8_rm8, Code.Cmp_r8_rm8, OfProgram[1].Low8()),
            };
            _code.Emit(load, word, X64Assembler.Memory(key, at));
            _code.Emit(compare, word, X64Assembler.Memory(element, HashElement.Size + at));
            _code.Jump(X64Condition.NotEqual, differs);
            offset = at + width;
        }
    }
}
