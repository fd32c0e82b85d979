// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Which maps may be passed to which helpers, and what helpers may do to them.</summary>
internal sealed class HelperMaps
{
    private readonly Analysis _analysis;

    // For unprivileged programs: the map that each tail call goes by, plus one.
    private readonly Dictionary<int, int> _tailCallMaps = [];

    /// <summary>Works on an analysis.</summary>
    public HelperMaps(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks, after the arguments, what the call does with its map.</summary>
    public void CheckUse(HelperId id, CallArguments call)
    {
        if (call.MapIndex < 0)
            return;
        MapInfo map = _analysis.Program.Maps[call.MapIndex];
        if (map.IsReadOnlyForPrograms && IsWrite(id))
            throw _analysis.Unsafe($"write into map forbidden");
        if (id == HelperId.TailCall)
            CheckTailCall(map);
    }

    /// <summary>Checks that the helper takes maps of the type.</summary>
    public void CheckFit(HelperId id, CallArguments call)
    {
        if (call.MapIndex < 0)
            return;
        MapType type = _analysis.Program.Maps[call.MapIndex].Type;
        if (!Helpers.IsAllowedWith(id, type) || !MayChangeSockets(id, type))
            throw _analysis.Refuse(FailureKind.Call, $"cannot pass map_type {(int)type} into func {call.Name}#{call.Number}");
    }

    private static bool IsWrite(HelperId id) =>
        id is HelperId.MapUpdateElement or HelperId.MapDeleteElement or HelperId.MapPushElement or HelperId.MapPopElement;

    private bool MayChangeSockets(HelperId id, MapType type) =>
        id is not (HelperId.MapUpdateElement or HelperId.MapDeleteElement)
        || type is not (MapType.SockMap or MapType.SockHash)
        || Helpers.MayUpdateSockets(id, _analysis.Program.Type, _analysis.Program.AttachType);

    private void CheckTailCall(MapInfo map)
    {
        if (map.Type != MapType.ProgramArray)
            throw _analysis.Refuse(FailureKind.Call, $"expected prog array map for tail call");
        ref RegisterState index = ref _analysis.Register(3);
        if (index.IsScalar && index.Number.IsConstant && index.Number.ConstantValue < map.Spec.MaxEntries)
            _analysis.Precision.MarkRegister(3);

        // Without privileges the index is masked by the map's size, so the map must be one and the same on every path.
        if (_analysis.Program.IsPrivileged)
            return;
        if (_tailCallMaps.TryGetValue(_analysis.Instruction, out int other) && other != map.Index)
            throw _analysis.Refuse(FailureKind.Call, $"tail_call abusing map_ptr");
        _tailCallMaps[_analysis.Instruction] = map.Index;
    }
}
