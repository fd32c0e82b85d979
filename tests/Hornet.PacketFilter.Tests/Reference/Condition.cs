// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>What a test asks of a packet, spelled out in reads: evaluated from left to right, and no further than needed.</summary>
internal abstract class Condition
{
    /// <summary>Holds for every packet.</summary>
    public static Condition Always { get; } = new Fixed(true);

    /// <summary>Holds for none.</summary>
    public static Condition Never { get; } = new Fixed(false);

    public abstract bool Holds(ReferencePacket packet);

    /// <summary>Tells where it reads.</summary>
    public abstract void VisitPlaces(Action<Place> visit);

    public static Condition operator &(Condition left, Condition right) => new Both(left, right);

    public static Condition operator |(Condition left, Condition right) => new Either(left, right);

    public static Condition operator !(Condition operand) => new Opposite(operand);

    public static Condition BitwiseAnd(Condition left, Condition right) => left & right;

    public static Condition BitwiseOr(Condition left, Condition right) => left | right;

    public static Condition LogicalNot(Condition operand) => !operand;

    /// <summary>The first that holds of several.</summary>
    public static Condition Any(IEnumerable<Condition> conditions) => conditions.Aggregate((left, right) => left | right);

    /// <summary>All of several.</summary>
    public static Condition All(IEnumerable<Condition> conditions) => conditions.Aggregate((left, right) => left & right);

    private sealed class Fixed(bool value) : Condition
    {
        public override bool Holds(ReferencePacket packet) => value;

        public override void VisitPlaces(Action<Place> visit)
        {
        }
    }

    private sealed class Both(Condition left, Condition right) : Condition
    {
        public override bool Holds(ReferencePacket packet) => left.Holds(packet) && right.Holds(packet);

        public override void VisitPlaces(Action<Place> visit)
        {
            left.VisitPlaces(visit);
            right.VisitPlaces(visit);
        }
    }

    private sealed class Either(Condition left, Condition right) : Condition
    {
        public override bool Holds(ReferencePacket packet) => left.Holds(packet) || right.Holds(packet);

        public override void VisitPlaces(Action<Place> visit)
        {
            left.VisitPlaces(visit);
            right.VisitPlaces(visit);
        }
    }

    private sealed class Opposite(Condition operand) : Condition
    {
        public override bool Holds(ReferencePacket packet) => !operand.Holds(packet);

        public override void VisitPlaces(Action<Place> visit) => operand.VisitPlaces(visit);
    }
}

/// <summary>A condition on one number read from the packet.</summary>
/// <param name="place">Where it is read.</param>
/// <param name="size">How many bytes.</param>
/// <param name="test">What it must be.</param>
internal sealed class ReadCondition(Place place, int size, Func<uint, bool> test) : Condition
{
    public override bool Holds(ReferencePacket packet) => test(packet.Read(packet.Resolve(place), size));

    public override void VisitPlaces(Action<Place> visit) => visit(place);
}

/// <summary>A condition that is a function of the packet, with the places it starts from.</summary>
internal sealed class ComputedCondition(Func<ReferencePacket, bool> test, params Place[] places) : Condition
{
    public override bool Holds(ReferencePacket packet) => test(packet);

    public override void VisitPlaces(Action<Place> visit)
    {
        foreach (Place place in places)
            visit(place);
    }
}
