// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <content>
/// Indices of arrays. Programs store them on the stack only to pass their address to a look-up; one that is done in place takes the stored value from a
/// local, instead of waiting for the memory.
/// </content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private readonly Dictionary<int, LocalBuilder> _keys = [];

    /// <summary>Pushes the 32-bit key of a call, when the instructions before it in its block stored it.</summary>
    /// <param name="slot">The slot of the call.</param>
    /// <returns>False, with nothing pushed, when it must be read from memory.</returns>
    public bool TryLoadKey(int slot)
    {
        if (!_keys.TryGetValue(slot, out LocalBuilder? key))
        {
            return false;
        }

        Il.Emit(OpCodes.Ldloc, key);
        return true;
    }

    /// <summary>Keeps what an instruction stores, when it is the key of an array look-up.</summary>
    private void KeepKey(int slot, Instruction store)
    {
        if (Input.IsChecked || store is not { Destination: Register.R10, Opcode: 0x62 or 0x63 } || FindLookup(slot, store.Offset) is not { } call)
        {
            return;
        }

        LocalBuilder key = Il.DeclareLocal(typeof(uint));
        LoadStored(store, isImmediate: store.Opcode == 0x62, sizeof(uint));
        Il.Emit(OpCodes.Stloc, key);
        _keys[call] = key;
    }

    /// <summary>Finds the array look-up that reads a key which is stored at a slot, if nothing in between writes there or leaves the block.</summary>
    private int? FindLookup(int store, int offset)
    {
        for (int at = store + 1; at < _pieces[_piece].End; at += IsWideLoad(at) ? 2 : 1)
        {
            Instruction instruction = _instructions[at];
            switch (instruction.Opcode & 7)
            {
                case 0 or 1 or 4 or 7:
                    break;
                case 2 or 3 when instruction.Destination == Register.R10
                    && (instruction.Offset >= offset + sizeof(uint) || instruction.Offset + sizeof(ulong) <= offset):
                    break;
                default:
                    bool isKey = instruction is { Opcode: 0x85, Source: Register.R0, Immediate: (int)HelperId.MapLookupElement }
                        && Known(at, 2) is { Kind: KnownValueKind.Frame } key
                        && (int)(long)key.Value == offset;
                    return isKey ? at : null;
            }
        }

        return null;
    }
}
