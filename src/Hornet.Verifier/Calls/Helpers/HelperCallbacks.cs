// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Helpers that call a function of the program, and what they pass to it.</summary>
internal sealed class HelperCallbacks
{
    private static readonly ReturnRange Verdict = new(0, 1);

    private readonly Analysis _analysis;
    private readonly CalleeSetup _mapElement;
    private readonly CalleeSetup _timer;
    private readonly CalleeSetup _memoryArea;
    private readonly CalleeSetup _loop;
    private readonly CalleeSetup _userRecord;

    /// <summary>Works on an analysis.</summary>
    public HelperCallbacks(Analysis analysis)
    {
        _analysis = analysis;
        (_mapElement, _timer, _memoryArea, _loop, _userRecord) = (FillMapElement, FillTimer, FillMemoryArea, FillLoop, FillUserRecord);
    }

    /// <summary>Has the callback of a call walked.</summary>
    public void Push(HelperId id, CallArguments call)
    {
        int callback = call.CallbackSubprogram;
        switch (id)
        {
            case HelperId.ForEachMapElement:
                CheckCanBeWalked(_analysis.Program.Maps[call.MapIndex]);
                _analysis.Functions.PushCallback(callback, _mapElement, Verdict);
                break;
            case HelperId.TimerSetCallback:
                _analysis.Functions.PushAsyncCallback(callback, _timer, new ReturnRange(0, 0), maySleep: false);
                break;
            case HelperId.FindVma:
                _analysis.Functions.PushCallback(callback, _memoryArea, Verdict);
                break;
            case HelperId.UserRingBufferDrain:
                _analysis.Functions.PushCallback(callback, _userRecord, Verdict);
                break;
            default:
                PushLoop(callback);
                break;
        }
    }

    // The number of rounds bounds how often the callback is walked.
    private void PushLoop(int callback)
    {
        // The prototype takes anything; Linux finds out when it looks for what the number depends on.
        if (!_analysis.Register(1).IsScalar)
            throw _analysis.Refuse(FailureKind.Call, $"verifier bug: backtracking misuse");
        _analysis.Precision.MarkRegister(1);
        if ((ulong)_analysis.Frame.CallbackDepth < _analysis.Register(1).Number.UnsignedMax)
            _analysis.Functions.PushCallback(callback, _loop, Verdict);
        else
            _analysis.Frame.CallbackDepth = 0;
    }

    private void CheckCanBeWalked(MapInfo map)
    {
        bool canBeWalked = map.Type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.Array or MapType.PerCpuArray;
        if (!canBeWalked)
            throw _analysis.Refuse(FailureKind.Call, $"callback function not allowed for map");
    }

    private static void FillMapElement(StackFrame caller, StackFrame callee)
    {
        callee.Registers[1] = caller.Registers[1];
        callee.Registers[2] = OfMap(ValueKind.MapKey, caller.Registers[1].MapIndex);
        callee.Registers[3] = OfMap(ValueKind.MapValue, caller.Registers[1].MapIndex);
        callee.Registers[4] = caller.Registers[3];
    }

    private static void FillTimer(StackFrame caller, StackFrame callee)
    {
        int map = caller.Registers[1].MapIndex;
        callee.Registers[1] = OfMap(ValueKind.Map, map);
        callee.Registers[2] = OfMap(ValueKind.MapKey, map);
        callee.Registers[3] = OfMap(ValueKind.MapValue, map);
    }

    private static void FillLoop(StackFrame caller, StackFrame callee)
    {
        callee.Registers[1] = RegisterState.UnknownScalar;
        callee.Registers[2] = caller.Registers[3];
    }

    private void FillMemoryArea(StackFrame caller, StackFrame callee)
    {
        callee.Registers[1] = caller.Registers[1];
        ref RegisterState area = ref callee.Registers[2];
        area = RegisterState.Pointer(ValueKind.BtfObject);
        if (_analysis.Program.Btfs.TryFindKernelType("vm_area_struct", BtfKind.Struct, out short btfIndex, out uint typeId))
            (area.BtfIndex, area.TypeId) = (btfIndex, typeId);
        callee.Registers[3] = caller.Registers[4];
    }

    private void FillUserRecord(StackFrame caller, StackFrame callee)
    {
        _analysis.Dynptrs.FillPointer(ref callee.Registers[1], DynptrKind.Local);
        callee.Registers[2] = caller.Registers[3];
    }

    private static RegisterState OfMap(ValueKind kind, int map)
    {
        RegisterState state = RegisterState.Pointer(kind);
        state.MapIndex = map;
        return state;
    }
}
