// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>A place in the code that jumps name.</summary>
internal sealed class Label
{
    public int Address { get; set; }
}

/// <summary>An instruction, a jump, or a place that jumps name, in the order of the code.</summary>
internal sealed class Piece
{
    /// <summary>The place, if it is one.</summary>
    public Label? Label { get; init; }

    /// <summary>The instruction, or the condition of a jump.</summary>
    public MachineInstruction? Instruction { get; init; }

    /// <summary>Where a jump goes.</summary>
    public Label? Target { get; set; }

    /// <summary>The operation code of a jump.</summary>
    public byte Opcode { get; set; }

    /// <summary>How many slots it takes.</summary>
    public int Size { get; init; }

    /// <summary>Where a jump comes from in the source.</summary>
    public SourceSpan Location { get; init; }
}

/// <summary>
/// Gives every place its address. Jumps reach 32,767 instructions; those that go further go through the long jump of version 4, or before
/// that by way of jumps that are strewn into the code.
/// </summary>
internal static class LongJumps
{
    // Some slack: what is put in later moves what is there.
    private const int Reach = 30_000;
    private const int PoolDistance = 10_000;

    /// <summary>Resolves places and jumps.</summary>
    public static void Resolve(List<Piece> pieces, CpuVersion version)
    {
        int size = Number(pieces);
        if (size <= short.MaxValue)
            return;
        if (version >= CpuVersion.V4)
            UseLongJumps(pieces);
        else
            UsePools(pieces);
        Number(pieces);
    }

    private static int Number(List<Piece> pieces)
    {
        int address = 0;
        foreach (Piece piece in pieces)
        {
            if (piece.Label is not null)
                piece.Label.Address = address;
            address += piece.Size;
        }

        return address;
    }

    private static void UseLongJumps(List<Piece> pieces)
    {
        // Each round lengthens the code, which may push other jumps out of reach.
        bool changed = true;
        while (changed)
        {
            changed = false;
            Number(pieces);
            List<Piece> longer = new(pieces.Count);
            int address = 0;
            foreach (Piece piece in pieces)
            {
                address += piece.Size;
                bool isFar = piece.Target is { } target && piece.Opcode != Opcodes.JumpLong && Math.Abs(target.Address - address) > short.MaxValue;
                changed |= isFar;
                if (isFar)
                    longer.AddRange(Lengthened(piece));
                else
                    longer.Add(piece);
            }

            pieces.Clear();
            pieces.AddRange(longer);
        }
    }

    private static IEnumerable<Piece> Lengthened(Piece piece)
    {
        if (piece.Instruction is null)
            return [new Piece { Opcode = Opcodes.JumpLong, Target = piece.Target, Size = 1, Location = piece.Location }];

        // jcc far; rest  ->  jcc near; ja rest; near: gotol far; rest
        var near = new Label();
        var rest = new Label();
        return
        [
            new Piece { Opcode = piece.Opcode, Instruction = piece.Instruction, Target = near, Size = 1, Location = piece.Location },
            new Piece { Opcode = Opcodes.Jump, Target = rest, Size = 1, Location = piece.Location },
            new Piece { Label = near },
            new Piece { Opcode = Opcodes.JumpLong, Target = piece.Target, Size = 1, Location = piece.Location },
            new Piece { Label = rest },
        ];
    }

    private static void UsePools(List<Piece> pieces)
    {
        List<Pool> pools = InsertPools(pieces);
        bool changed = true;
        while (changed)
        {
            List<Piece> expanded = Expand(pieces, pools);
            Number(expanded);
            changed = false;
            int address = 0;
            foreach (Piece piece in expanded)
            {
                address += piece.Size;
                if (piece.Target is not { } target || Math.Abs(target.Address - address) <= Reach)
                    continue;
                piece.Target = Nearest(pools, address, target.Address).LabelFor(target);
                changed = true;
            }
        }

        List<Piece> result = Expand(pieces, pools);
        pieces.Clear();
        pieces.AddRange(result);
    }

    /// <summary>The furthest pool on the way that is still in reach.</summary>
    private static Pool Nearest(List<Pool> pools, int from, int to) => pools
        .Where(pool => Math.Abs(pool.Address - from) <= Reach - PoolDistance / 2 && pool.Address > Math.Min(from, to) && pool.Address < Math.Max(from, to))
        .MinBy(pool => Math.Abs(pool.Address - to))!;

    private static List<Pool> InsertPools(List<Piece> pieces)
    {
        List<Pool> pools = [];
        int since = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            since += pieces[i].Size;
            if (since < PoolDistance || pieces[i].Label is null)
                continue;
            pools.Add(new Pool(pieces[i]));
            since = 0;
        }

        return pools;
    }

    private static List<Piece> Expand(List<Piece> pieces, List<Pool> pools)
    {
        var byPlace = pools.ToDictionary(pool => pool.Before);
        List<Piece> result = new(pieces.Count);
        int address = 0;
        foreach (Piece piece in pieces)
        {
            if (byPlace.TryGetValue(piece, out Pool? pool))
            {
                pool.Address = address;
                int start = result.Count;
                result.AddRange(pool.Pieces(FallsThrough(result)));
                for (int i = start; i < result.Count; i++)
                    address += result[i].Size;
            }

            result.Add(piece);
            address += piece.Size;
        }

        return result;
    }

    /// <summary>Whether control goes on from the last instruction to the next: the kernel refuses code that nothing reaches.</summary>
    private static bool FallsThrough(List<Piece> pieces)
    {
        Piece last = pieces.FindLast(piece => piece.Size > 0)!;
        return last.Target is not null ? last.Instruction is not null : last.Instruction!.Opcode != Opcodes.Exit;
    }

    /// <summary>Jumps on the way to far places, which code that runs past them jumps over.</summary>
    private sealed class Pool(Piece before)
    {
        private readonly Dictionary<Label, (Label Entry, Piece Jump)> _entries = [];
        private Piece? _over;

        public Piece Before { get; } = before;

        public int Address { get; set; }

        public Label LabelFor(Label target)
        {
            if (!_entries.TryGetValue(target, out (Label Entry, Piece Jump) entry))
                _entries.Add(target, entry = (new Label { Address = Address }, new Piece { Opcode = Opcodes.Jump, Target = target, Size = 1 }));
            return entry.Entry;
        }

        public IEnumerable<Piece> Pieces(bool isRunInto)
        {
            if (_entries.Count > 0 && isRunInto)
                yield return _over ??= new Piece { Opcode = Opcodes.Jump, Target = Before.Label, Size = 1 };
            foreach ((Label entry, Piece jump) in _entries.Values)
            {
                yield return new Piece { Label = entry };
                yield return jump;
            }
        }
    }
}
