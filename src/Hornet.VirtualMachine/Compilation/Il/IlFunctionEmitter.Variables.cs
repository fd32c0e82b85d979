// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;

namespace Hornet.VirtualMachines;

/// <content>Parts of the frame that are kept in locals (<see cref="IlStackVariables"/>).</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private readonly Dictionary<IlStackVariable, LocalBuilder> _variables = [];

    /// <summary>Declares a local for each part of the frame that this method's instructions touch.</summary>
    private void DefineVariables()
    {
        foreach (IlPiece piece in _pieces)
        {
            for (int at = piece.Start; at < piece.End; at++)
            {
                if (_function.Variables.Find(at) is { } access && !_variables.ContainsKey(access.Variable))
                {
                    _variables.Add(access.Variable, Il.DeclareLocal(access.Variable.Size == 8 ? typeof(ulong) : typeof(uint)));
                }
            }
        }
    }

    /// <summary>Pushes bytes of a variable, extended to 64 bits.</summary>
    private void LoadVariable(IlStackVariable variable, int offset, int size, bool isSigned)
    {
        Il.Emit(OpCodes.Ldloc, _variables[variable]);
        if (variable.Size == 8 && size == 8)
        {
            return;
        }

        if (ShiftOf(offset, size, variable.Size) is var shift and not 0)
        {
            Il.Emit(OpCodes.Ldc_I4, shift);
            Il.Emit(OpCodes.Shr_Un);
        }

        Il.Emit((size, isSigned) switch
        {
            (1, false) => OpCodes.Conv_U1,
            (1, true) => OpCodes.Conv_I1,
            (2, false) => OpCodes.Conv_U2,
            (2, true) => OpCodes.Conv_I2,
            (_, false) => OpCodes.Conv_U4,
            (_, true) => OpCodes.Conv_I4,
        });
        Il.Emit(isSigned ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
    }

    /// <summary>Changes bytes of a variable.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="size">How many.</param>
    /// <param name="loadValue">Pushes the value: 64 bits for a size of 8, otherwise 32, of which the low ones count.</param>
    private void StoreVariable(IlStackVariable variable, int offset, int size, Action loadValue)
    {
        if (size < 8 && variable.Size == 8)
        {
            int shift = ShiftOf(offset, size, variable.Size);
            ulong mask = (1UL << (8 * size)) - 1;
            Il.Emit(OpCodes.Ldloc, _variables[variable]);
            LoadNumber(~(mask << shift));
            Il.Emit(OpCodes.And);
            loadValue();
            Narrow(size);
            Il.Emit(OpCodes.Conv_U8);
            Il.Emit(OpCodes.Ldc_I4, shift);
            Il.Emit(OpCodes.Shl);
            Il.Emit(OpCodes.Or);
        }
        else
        {
            loadValue();
            Narrow(size);
        }

        Il.Emit(OpCodes.Stloc, _variables[variable]);
    }

    /// <summary>Writes to the frame the variables that are needed from a place on.</summary>
    private void SaveVariables(int next)
    {
        foreach ((IlStackVariable variable, LocalBuilder local) in NeededAt(next))
        {
            LoadAddress(10, variable.Offset);
            Il.Emit(OpCodes.Ldloc, local);
            Il.Emit(OpCodes.Unaligned, (byte)1);
            EmitStoreIndirect(variable.Size);
        }
    }

    /// <summary>Reads from the frame the variables that are needed from a place on.</summary>
    private void RestoreVariables(int next)
    {
        foreach ((IlStackVariable variable, LocalBuilder local) in NeededAt(next))
        {
            LoadAddress(10, variable.Offset);
            Il.Emit(OpCodes.Unaligned, (byte)1);
            EmitLoadIndirect(variable.Size, isSigned: false);
            if (variable.Size != 8)
            {
                Il.Emit(OpCodes.Conv_U4);
            }

            Il.Emit(OpCodes.Stloc, local);
        }
    }

    private IEnumerable<KeyValuePair<IlStackVariable, LocalBuilder>> NeededAt(int slot) =>
        _variables.Where(variable => _function.Variables.IsLive(variable.Key, slot));

    private void Narrow(int size)
    {
        if (size < 4)
        {
            Il.Emit(size == 1 ? OpCodes.Conv_U1 : OpCodes.Conv_U2);
        }
    }

    /// <summary>Where bytes of a variable are among its bits.</summary>
    private static int ShiftOf(int offset, int size, int variableSize) => 8 * (BitConverter.IsLittleEndian ? offset : variableSize - size - offset);
}
