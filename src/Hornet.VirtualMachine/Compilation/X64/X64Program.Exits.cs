// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <content>What C# does for machine code.</content>
internal sealed unsafe partial class X64Program
{
    /// <summary>Does what machine code left for, and enters it again, until the program or function ends.</summary>
    /// <param name="program">The program; tail calls go on in another one.</param>
    /// <param name="run">The run.</param>
    /// <param name="state">Its state.</param>
    /// <param name="number">The exit that machine code left by.</param>
    /// <returns>R0.</returns>
    private static ulong Serve<TEntrance>(X64Program program, ProgramRun run, RunState* state, int number)
        where TEntrance : struct, IEntrance
    {
        do
        {
            ref readonly X64Exit exit = ref program._exits[number];
            byte* next = exit.Resume;
            state->Current = exit.Operation;
            if (exit.Kind == X64ExitKind.Helper)
            {
                state->Registers[0] = exit.Helper(
                    run,
                    state->Registers[1],
                    state->Registers[2],
                    state->Registers[3],
                    state->Registers[4],
                    state->Registers[5]);
            }
            else if (exit is { Kind: X64ExitKind.TailCall, IsNested: false })
            {
                // The program itself makes the call: nothing of it is needed afterwards.
                if (program.FindTailCallTarget(run, state, exit) is { } target)
                {
                    ulong context = state->Registers[1];
                    ulong framePointer = state->Registers[10];
                    if (target.Target is not X64Program other || other._isBrief != program._isBrief)
                    {
                        return target(run, state, context, 0, framePointer);
                    }

                    program = other;
                    number = program.EnterMain<TEntrance>(state, context, 0, framePointer);
                    continue;
                }
            }
            else if (!program.TryServe(run, state, exit, ref next))
            {
                break;
            }

            number = TEntrance.Enter(exit.Reenter, state, next);
        }
        while (number >= 0);

        GC.KeepAlive(program);
        return state->Registers[0];
    }

    private CompiledEntry? FindTailCallTarget(ProgramRun run, RunState* state, in X64Exit exit) => exit.IsMapKnown
        ? run.PrepareKnownTailCall(state->Registers[2], state->Registers[3], state->Registers[10], _code.Type)
        : run.PrepareTailCall(state->Registers[2], state->Registers[3], state->Registers[10]);

    /// <summary>Does everything but built-in helpers.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">Its state.</param>
    /// <param name="exit">What machine code left by.</param>
    /// <param name="next">Where it goes on.</param>
    /// <returns>Whether it goes on; otherwise the program or callback has ended.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryServe(ProgramRun run, RunState* state, in X64Exit exit, ref byte* next)
    {
        Operation* operation = exit.Operation;
        switch (exit.Kind)
        {
            case X64ExitKind.Function:
                state->Registers[0] = run.CallRegistered(
                    operation->Immediate, state->Registers[1], state->Registers[2], state->Registers[3], state->Registers[4], state->Registers[5]);
                return true;
            case X64ExitKind.TailCall:
                TailCall(run, state, exit, ref next);
                return true;
            case X64ExitKind.Load:
                state->Registers[operation->Destination] = Load(run, state, exit);
                return true;
            case X64ExitKind.Store:
                Store(run, state, exit);
                return true;
            case X64ExitKind.Atomic:
                CheckAtomic(run, state, exit);
                return true;
            case X64ExitKind.PacketLoad:
                LoadPacket(run, state, exit, ref next);
                return true;
            case X64ExitKind.Refill:
                run.Refill(operation);
                return true;
            case X64ExitKind.ForgetWindows:
                state->ForgetWindows();
                return true;
            case X64ExitKind.JumpRegister:
                next = FindJumpTarget(run, state, operation);
                return true;
            case X64ExitKind.CallRegister:
                return TryCallRegister(run, state, exit, ref next);
            case X64ExitKind.CallDepth:
                run.ThrowCallDepth();
                return false;
            case X64ExitKind.Fault:
                throw run.CreateFault(operation->Immediate);
            default:
                throw new ExecutionException(ExecutionError.BadJump, "it came to an instruction that was proven not to be reached", run.Position);
        }
    }

    /// <summary>Makes the tail call of a function, which then returns to what called it.</summary>
    private static void TailCall(ProgramRun run, RunState* state, in X64Exit exit, ref byte* next)
    {
        RunState.RegisterFile kept = state->Registers;
        ulong stackLow = state->StackLow;
        if (!run.TryTailCall(kept[2], kept[3], kept[1], kept[10]))
        {
            return;
        }

        kept[0] = state->Registers[0];
        state->Registers = kept;
        state->StackLow = stackLow;
        next = exit.Return;
    }

    private static ulong Load(ProgramRun run, RunState* state, in X64Exit exit)
    {
        Operation* operation = exit.Operation;
        ulong address = state->Registers[operation->Source] + (ulong)operation->Offset;
        MemoryWindow* window = (MemoryWindow*)&state->LoadWindows + operation->Immediate;
        return exit.Opcode switch
        {
            0x61 => run.LoadChecked<uint>(address, window),
            0x69 => run.LoadChecked<ushort>(address, window),
            0x71 => run.LoadChecked<byte>(address, window),
            0x81 => run.LoadChecked<int>(address, window),
            0x89 => run.LoadChecked<short>(address, window),
            0x91 => run.LoadChecked<sbyte>(address, window),
            _ => run.LoadChecked<ulong>(address, window),
        };
    }

    private static void Store(ProgramRun run, RunState* state, in X64Exit exit)
    {
        // A store of an immediate has its window where others have their source.
        Operation* operation = exit.Operation;
        bool isImmediate = (exit.Opcode & 7) == 2;
        ulong address = state->Registers[operation->Destination] + (ulong)operation->Offset;
        ulong value = isImmediate ? (ulong)operation->Immediate : state->Registers[operation->Source];
        MemoryWindow* window = (MemoryWindow*)&state->StoreWindows + (isImmediate ? operation->Source : operation->Immediate);
        switch (exit.Opcode & 0x18)
        {
            case 0x00:
                run.StoreChecked<uint>(address, value, window);
                break;
            case 0x08:
                run.StoreChecked<ushort>(address, value, window);
                break;
            case 0x10:
                run.StoreChecked<byte>(address, value, window);
                break;
            default:
                run.StoreChecked<ulong>(address, value, window);
                break;
        }
    }

    private static void CheckAtomic(ProgramRun run, RunState* state, in X64Exit exit)
    {
        Operation* operation = exit.Operation;
        var windows = (MemoryWindow*)((byte*)state + StateLayout.Window(exit.Access, 0));
        (MemoryAccess access, byte register) = exit.Access switch
        {
            X64Access.Load => (MemoryAccess.Read, operation->Source),
            X64Access.Store => (MemoryAccess.Write, operation->Destination),
            _ => (MemoryAccess.ReadWrite, operation->Destination),
        };
        uint size = (exit.Opcode & 0x18) switch
        {
            0x00 => 4u,
            0x08 => 2u,
            0x10 => 1u,
            _ => 8u,
        };
        run.CheckAtomic(state->Registers[register] + (ulong)operation->Offset, size, access, windows + operation->Immediate);
    }

    private static void LoadPacket(ProgramRun run, RunState* state, in X64Exit exit, ref byte* next)
    {
        Operation* operation = exit.Operation;
        int offset = operation->Immediate;
        if (operation->Source != Handlers.NoRegister)
        {
            offset += (int)state->Registers[operation->Source];
        }

        int size = (exit.Opcode & 0x18) switch
        {
            0x00 => 4,
            0x08 => 2,
            _ => 1,
        };
        byte* bytes = run.FindPacketBytes(offset, size);
        if (bytes == null)
        {
            state->Registers[0] = 0;
            next = exit.Return;
            return;
        }

        state->Registers[0] = size switch
        {
            4 => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(bytes)),
            2 => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(bytes)),
            _ => *bytes,
        };
    }

    private byte* FindJumpTarget(ProgramRun run, RunState* state, Operation* operation)
    {
        var target = (Operation*)run.CheckJumpTarget(state->Registers[operation->Destination]);
        long distance = target - operation;
        if (distance <= 0 && (state->Slice += distance - 1) < 0)
        {
            run.Refill(target);
        }

        return _memory.Start + _positions[_code.IndexOf(target)];
    }

    private bool TryCallRegister(ProgramRun run, RunState* state, in X64Exit exit, ref byte* next)
    {
        ulong callee = state->Registers[exit.Operation->Destination];
        if (!_code.IsFunction(callee))
        {
            if (!run.CallByNumber(callee))
            {
                return true;
            }

            // The helper ended the program: what was set aside of it is not needed any more.
            state->SuspendedTop -= 1 + state->SuspendedTop[-1];
            return false;
        }

        if ((state->Slice -= _code.Length) < 0)
        {
            run.Refill((Operation*)callee);
        }

        state->CallTarget = (ulong)_functions[_code.IndexOf((Operation*)callee)].Start;
        next = exit.Return;
        return true;
    }
}
