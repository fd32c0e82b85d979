// SPDX-License-Identifier: Apache-2.0
using unsafe Handler = delegate*<Hornet.VirtualMachines.RunState*, Hornet.VirtualMachines.Operation*, Hornet.VirtualMachines.ProgramRun, Hornet.VirtualMachines.Operation*>;

namespace Hornet.VirtualMachines;

/// <content>Which handler executes which arithmetic operation and jump.</content>
internal sealed unsafe partial class Decoder
{
    private static Handler SelectAlu(int operation, short offset, bool isWide, bool isRegister) => (operation, offset) switch
    {
        (0x00, 0) => Alu<Alu.Add>(isWide, isRegister),
        (0x10, 0) => Alu<Alu.Subtract>(isWide, isRegister),
        (0x20, 0) => Alu<Alu.Multiply>(isWide, isRegister),
        (0x30, 0) => Alu<Alu.Divide>(isWide, isRegister),
        (0x30, 1) => Alu<Alu.SignedDivide>(isWide, isRegister),
        (0x40, 0) => Alu<Alu.Or>(isWide, isRegister),
        (0x50, 0) => Alu<Alu.And>(isWide, isRegister),
        (0x60, 0) => Alu<Alu.ShiftLeft>(isWide, isRegister),
        (0x70, 0) => Alu<Alu.ShiftRight>(isWide, isRegister),
        (0x80, 0) when !isRegister => Alu<Alu.Negate>(isWide, isRegister),
        (0x90, 0) => Alu<Alu.Modulo>(isWide, isRegister),
        (0x90, 1) => Alu<Alu.SignedModulo>(isWide, isRegister),
        (0xa0, 0) => Alu<Alu.Xor>(isWide, isRegister),
        (0xb0, 0) => Alu<Alu.Move>(isWide, isRegister),
        (0xb0, 1) when isWide && isRegister => Alu<Alu.Move>(isWide, isRegister),
        (0xb0, 8) when isRegister => Alu<Alu.MoveSigned8>(isWide, isRegister),
        (0xb0, 16) when isRegister => Alu<Alu.MoveSigned16>(isWide, isRegister),
        (0xb0, 32) when isRegister && isWide => Alu<Alu.MoveSigned32>(isWide, isRegister),
        (0xc0, 0) => Alu<Alu.ArithmeticShiftRight>(isWide, isRegister),
        _ => null,
    };

    private static Handler Alu<T>(bool isWide, bool isRegister)
        where T : struct, IAluOperation => (isWide, isRegister) switch
        {
            (true, true) => &Handlers.Alu64Register<T>,
            (true, false) => &Handlers.Alu64Immediate<T>,
            (false, true) => &Handlers.Alu32Register<T>,
            (false, false) => &Handlers.Alu32Immediate<T>,
        };

    private static Handler SelectJump(int operation, bool isWide, bool isRegister, bool isBackward) => operation switch
    {
        0x10 => Jump<Conditions.Equal>(isWide, isRegister, isBackward),
        0x20 => Jump<Conditions.Greater>(isWide, isRegister, isBackward),
        0x30 => Jump<Conditions.GreaterOrEqual>(isWide, isRegister, isBackward),
        0x40 => Jump<Conditions.Set>(isWide, isRegister, isBackward),
        0x50 => Jump<Conditions.NotEqual>(isWide, isRegister, isBackward),
        0x60 => Jump<Conditions.SignedGreater>(isWide, isRegister, isBackward),
        0x70 => Jump<Conditions.SignedGreaterOrEqual>(isWide, isRegister, isBackward),
        0xa0 => Jump<Conditions.Less>(isWide, isRegister, isBackward),
        0xb0 => Jump<Conditions.LessOrEqual>(isWide, isRegister, isBackward),
        0xc0 => Jump<Conditions.SignedLess>(isWide, isRegister, isBackward),
        0xd0 => Jump<Conditions.SignedLessOrEqual>(isWide, isRegister, isBackward),
        _ => null,
    };

    private static Handler Jump<T>(bool isWide, bool isRegister, bool isBackward)
        where T : struct, ICondition => (isWide, isRegister, isBackward) switch
        {
            (true, true, false) => &Handlers.Jump64Register<T>,
            (true, false, false) => &Handlers.Jump64Immediate<T>,
            (false, true, false) => &Handlers.Jump32Register<T>,
            (false, false, false) => &Handlers.Jump32Immediate<T>,
            (true, true, true) => &Handlers.Loop64Register<T>,
            (true, false, true) => &Handlers.Loop64Immediate<T>,
            (false, true, true) => &Handlers.Loop32Register<T>,
            (false, false, true) => &Handlers.Loop32Immediate<T>,
        };
}
