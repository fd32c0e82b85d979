// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Verification.Calls;

/// <summary>
/// A random program that takes sockets, records, dynptrs, values and locks, uses them, moves them about and gives them back: mostly as one
/// should, now and then not.
/// </summary>
internal sealed class ResourceProgram
{
    /// <summary>What stands before the program: its type, and the maps that it uses.</summary>
    private const string Maps = """
        @map events ringbuf
        @map plain array key=4 value=16 entries=4
        @struct locked { int number; struct bpf_spin_lock lock; struct bpf_timer timer; long data; }
        @map hash hash key=int value=locked
        @map array array key=int value=locked entries=4
        @map programs prog_array

        """;

    private const int FirstRegister = 7, RegisterEnd = 10, SlipPercent = 4;
    private static readonly string[] Sections = ["tc", "tc", "cgroup_skb/egress", "xdp"];
    private static readonly string[] Lookups = ["sk_lookup_tcp", "sk_lookup_udp", "skc_lookup_tcp"];
    private static readonly string[] Casts = ["tcp_sock", "sk_fullsock", "get_listener_sock", "skc_to_tcp_sock", "skc_to_udp6_sock"];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly Held[] _registers = new Held[RegisterEnd];
    private readonly Dictionary<int, Held> _slots = [];
    private readonly Dictionary<int, Held> _dynptrs = [];
    private readonly HashSet<int> _owned = [];
    private int _labels, _identities, _lockedRegister = -1;

    private ResourceProgram(int seed) => _random = new Random(seed);

    private enum What
    {
        Number,
        Socket,
        CastSocket,
        Record,
        Value,
        LockedValue,
        Slice,
    }

    /// <summary>The program of a seed, as the corpus has programs.</summary>
    public static string Make(int seed) => new ResourceProgram(seed).Make();

    private string Make()
    {
        _text.Append(CultureInfo.InvariantCulture, $"@program {Sections[_random.Next(Sections.Length)]}\n").Append(Maps);
        Lines("r6 = r1");
        for (int register = FirstRegister; register < RegisterEnd; register++)
            Lines($"r{register} = 0");
        for (int steps = _random.Next(4, 20); steps > 0; steps--)
            Step();
        GiveAllBack(except: -1);
        Lines("r0 = 0", "exit");
        return _text.ToString();
    }

    private void Step()
    {
        if (_lockedRegister >= 0 && !Slips())
        {
            (_random.Next(2) == 0 ? (Action)LockOrUnlock : Write)();
            return;
        }

        Action[] steps =
        [
            LookUpSocket, GiveBack, Cast, Read, Test, Spill, Fill, Copy, Write, Reserve, ReserveDynptr, GiveDynptrBack, Slice, LockOrUnlock, LookUpValue,
            TailCall, WrapValue, StartTimer, Branch, Overwrite,
        ];
        steps[_random.Next(steps.Length)]();
    }

    private void LookUpSocket()
    {
        if (FreeRegister() is not { } register)
            return;
        Lines("*(u64 *)(r10 - 16) = 0", "*(u64 *)(r10 - 24) = 0", "r1 = r6", "r2 = r10", "r2 += -24", "r3 = 12", "r4 = -1", "r5 = 0");
        Lines($"call bpf_{Lookups[_random.Next(Lookups.Length)]}");
        Take(register, What.Socket);
    }

    private void Reserve()
    {
        if (FreeRegister() is not { } register)
            return;
        Lines("r1 = events ll", $"r2 = {_random.Next(1, 3) * 8}", "r3 = 0", "call bpf_ringbuf_reserve");
        Take(register, What.Record);
    }

    private void Take(int register, What what)
    {
        Lines($"r{register} = r0");
        _registers[register] = new Held(what, ++_identities, MaybeNull: true);
        _owned.Add(_identities);
        if (_random.Next(3) > 0)
            TestOf(register);
    }

    private void GiveBack()
    {
        if (Pick(held => held.What is What.Socket or What.Record && !held.MaybeNull && _owned.Contains(held.Identity)) is not { } register)
            return;
        Release(register);
        int identity = _registers[register].Identity;
        _owned.Remove(identity);
        for (int i = FirstRegister; i < RegisterEnd; i++)
        {
            if (_registers[i].Identity == identity && !Slips())
                _registers[i] = default;
        }
    }

    private void Release(int register)
    {
        Lines($"r1 = r{register}");
        if (_registers[register].What == What.Socket)
            Lines("call bpf_sk_release");
        else
            Lines("r2 = 0", _random.Next(2) == 0 ? "call bpf_ringbuf_submit" : "call bpf_ringbuf_discard");
    }

    private void Cast()
    {
        if (Pick(held => held.What is What.Socket or What.CastSocket && !held.MaybeNull) is not { } from || FreeRegister() is not { } to)
            return;
        Lines($"r1 = r{from}", $"call bpf_{Casts[_random.Next(Casts.Length)]}", $"r{to} = r0");
        _registers[to] = new Held(What.CastSocket, _registers[from].Identity, MaybeNull: true);
        if (_random.Next(3) > 0)
            TestOf(to);
    }

    private void Read()
    {
        if (Pick(held => held is { What: not What.Number, MaybeNull: false }) is { } register)
            Lines($"r0 = *(u32 *)(r{register} + {_random.Next(4) * 4})");
    }

    private void Test()
    {
        if (Pick(held => held.MaybeNull) is { } register)
            TestOf(register);
    }

    // The path on which there is nothing ends the program.
    private void TestOf(int register)
    {
        if (!_registers[register].MaybeNull || Slips())
            return;
        string label = NewLabel();
        Lines($"if r{register} != 0 goto {label}");
        GiveAllBack(except: register);
        Lines("r0 = 0", "exit");
        Label(label);
        _registers[register] = _registers[register] with { MaybeNull = false };
    }

    private void Spill()
    {
        if (Pick(held => held.What != What.Number) is not { } register)
            return;
        int slot = _random.Next(4, 8);
        Lines($"*(u64 *)(r10 - {8 * slot}) = r{register}");
        _slots[slot] = _registers[register];
    }

    private void Fill()
    {
        int slot = _random.Next(4, 8);
        if (!_slots.TryGetValue(slot, out Held held) || FreeRegister() is not { } register)
            return;
        Lines($"r{register} = *(u64 *)(r10 - {8 * slot})");
        _registers[register] = held;
    }

    private void Copy()
    {
        if (FreeRegister() is not { } to)
            return;
        int from = _random.Next(FirstRegister, RegisterEnd);
        Lines($"r{to} = r{from}");
        _registers[to] = _registers[from];
    }

    private void Write()
    {
        if (Pick(held => held.What is What.Record or What.Value or What.Slice && !held.MaybeNull) is { } register)
            Lines($"*(u64 *)(r{register} + {(_random.Next(10) == 0 ? 8 : 0)}) = {_random.Next(2)}");
        else if (Pick(held => held is { What: What.LockedValue, MaybeNull: false }) is { } locked)
            Lines($"*(u64 *)(r{locked} + {(Slips() ? 8 : 24)}) = 0");
    }

    private void ReserveDynptr()
    {
        if (FreePlace() is not { } place)
            return;
        Lines("r1 = events ll", "r2 = 16", "r3 = 0", "r4 = r10", $"r4 += {place}", "call bpf_ringbuf_reserve_dynptr");
        _dynptrs[place] = new Held(What.Record, ++_identities, MaybeNull: false);
    }

    private void GiveDynptrBack()
    {
        if (AnyDynptr() is not { } place)
            return;
        Lines("r1 = r10", $"r1 += {place}", "r2 = 0", _random.Next(2) == 0 ? "call bpf_ringbuf_submit_dynptr" : "call bpf_ringbuf_discard_dynptr");
        _dynptrs.Remove(place);
    }

    private void Slice()
    {
        if (AnyDynptr() is not { } place || FreeRegister() is not { } register)
            return;
        Lines("r1 = r10", $"r1 += {place}", $"r2 = {_random.Next(2) * 8}", "r3 = 16", "call bpf_dynptr_data", $"r{register} = r0");
        _registers[register] = new Held(What.Slice, _dynptrs[place].Identity, MaybeNull: true);
        if (_random.Next(3) > 0)
            TestOf(register);
    }

    private void WrapValue()
    {
        if (Pick(held => held is { What: What.Value, MaybeNull: false }) is not { } register || FreePlace() is not { } place)
            return;
        Lines($"r1 = r{register}", "r2 = 16", "r3 = 0", "r4 = r10", $"r4 += {place}", "call bpf_dynptr_from_mem");
        _dynptrs[place] = new Held(What.Value, ++_identities, MaybeNull: false);
    }

    private void Overwrite()
    {
        if (Slips())
            Lines($"*(u64 *)(r10 - {8 * _random.Next(9, 14)}) = 0");
    }

    private void LockOrUnlock()
    {
        if (_lockedRegister >= 0)
        {
            Lines($"r1 = r{_lockedRegister}", "r1 += 4", "call bpf_spin_unlock");
            _lockedRegister = -1;
        }
        else if (Pick(held => held is { What: What.LockedValue, MaybeNull: false }) is { } register)
        {
            Lines($"r1 = r{register}", "r1 += 4", "call bpf_spin_lock");
            _lockedRegister = register;
        }
    }

    private void LookUpValue()
    {
        if (FreeRegister() is not { } register)
            return;
        string map = _random.Next(3) switch { 0 => "plain", 1 => "hash", _ => "array" };
        Lines($"*(u32 *)(r10 - 4) = {_random.Next(6)}", $"r1 = {map} ll", "r2 = r10", "r2 += -4", "call bpf_map_lookup_elem", $"r{register} = r0");
        _registers[register] = new Held(map == "plain" ? What.Value : What.LockedValue, ++_identities, MaybeNull: true);
        if (_random.Next(3) > 0)
            TestOf(register);
    }

    private void StartTimer()
    {
        if (Pick(held => held is { What: What.LockedValue, MaybeNull: false }) is { } register)
            Lines($"r1 = r{register}", "r1 += 8", _random.Next(2) == 0 ? "r2 = hash ll" : "r2 = array ll", "r3 = 1", "call bpf_timer_init");
    }

    private void TailCall()
    {
        bool holdsNothing = _owned.Count == 0 && _dynptrs.Values.All(held => held.What != What.Record);
        if (holdsNothing || Slips())
            Lines("r1 = r6", "r2 = programs ll", $"r3 = {_random.Next(5)}", "call bpf_tail_call");
    }

    private void Branch()
    {
        string label = NewLabel();
        Lines("call bpf_get_prandom_u32", $"if r0 > {_random.Next(9)} goto {label}");
        if (FreeRegister() is { } register && _registers[register].What == What.Number)
            Lines($"r{register} = {_random.Next(3)}");
        Label(label);
    }

    private void GiveAllBack(int except)
    {
        if (Slips())
            return;
        if (_lockedRegister >= 0)
            Lines($"r1 = r{_lockedRegister}", "r1 += 4", "call bpf_spin_unlock");
        var done = new HashSet<int>();
        for (int register = FirstRegister; register < RegisterEnd; register++)
        {
            Held held = _registers[register];
            if (register == except || held.What is not (What.Socket or What.Record) || !_owned.Contains(held.Identity) || !done.Add(held.Identity))
                continue;
            string label = NewLabel();
            if (held.MaybeNull)
                Lines($"if r{register} == 0 goto {label}");
            Release(register);
            Label(label);
        }

        foreach (int place in _dynptrs.Where(dynptr => dynptr.Value.What == What.Record).Select(dynptr => dynptr.Key))
            Lines("r1 = r10", $"r1 += {place}", "r2 = 0", "call bpf_ringbuf_submit_dynptr");
    }

    private bool Slips() => _random.Next(100) < SlipPercent;

    // A register that holds what the step wants, or by a slip any.
    private int? Pick(Func<Held, bool> isWanted)
    {
        if (Slips())
            return _random.Next(FirstRegister, RegisterEnd);
        int[] wanted = [.. Enumerable.Range(FirstRegister, RegisterEnd - FirstRegister).Where(register => isWanted(_registers[register]))];
        return wanted.Length == 0 ? null : wanted[_random.Next(wanted.Length)];
    }

    // A register that may be overwritten, because it holds nothing that must be given back.
    private int? FreeRegister() => Pick(held => held.What is not (What.Socket or What.Record) || !_owned.Contains(held.Identity));

    private int? FreePlace()
    {
        int place = -8 * _random.Next(9, 14);
        bool isFree = !_dynptrs.ContainsKey(place) && !_dynptrs.ContainsKey(place - 8) && !_dynptrs.ContainsKey(place + 8);
        return isFree || Slips() ? place : null;
    }

    private int? AnyDynptr() => _dynptrs.Count == 0 ? null : _dynptrs.Keys.ElementAt(_random.Next(_dynptrs.Count));

    private string NewLabel() => string.Create(CultureInfo.InvariantCulture, $"label{_labels++}");

    private void Label(string name) => _text.Append(name).Append(":\n");

    private void Lines(params ReadOnlySpan<string> lines)
    {
        foreach (string line in lines)
            _text.Append("  ").Append(line).Append('\n');
    }

    /// <summary>What the generator takes a register or slot for.</summary>
    private readonly record struct Held(What What, int Identity, bool MaybeNull);
}
