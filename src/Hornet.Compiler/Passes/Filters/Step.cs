// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>How a <see cref="Step"/> goes on.</summary>
internal enum StepKind
{
    /// <summary>On to the one step there is.</summary>
    Go,

    /// <summary>To one of two by a condition.</summary>
    Test,

    /// <summary>To the step of the constant that a term equals.</summary>
    Lookup,

    /// <summary>Out of the filter with a term.</summary>
    Return,
}

/// <summary>
/// A step of a filter: it computes all its test needs from the packet by itself, and hands nothing on but what it writes into slots. That is why ways may go past steps and
/// steps change places.
/// </summary>
internal sealed class Step
{
    private static readonly Term[] NoTerms = [];
    private static readonly List<(StackSlot Slot, Term Term)> NoStores = [];
    private static readonly List<(uint Constant, Step Target)> NoCases = [];

    // Few steps have any.
    private List<(StackSlot Slot, Term Term)>? _stores;
    private Dictionary<Term, StackSlot>? _homes;

    /// <summary>How it goes on.</summary>
    public StepKind Kind { get; private set; }

    /// <summary>Loads and divisions that are done before the test although it does not need them: each may end the filter.</summary>
    public Term[] Probes { get; set; } = NoTerms;

    /// <summary>What is written into slots before the test.</summary>
    public IReadOnlyList<(StackSlot Slot, Term Term)> Stores => _stores ?? NoStores;

    /// <summary>The condition of a test.</summary>
    public Condition Condition { get; private set; }

    /// <summary>What a return returns, or a look-up looks up.</summary>
    public Term? Term { get; private set; }

    /// <summary>Where it goes when the condition holds, or where it goes.</summary>
    public Step? IfTrue { get; set; }

    /// <summary>Where it goes when the condition does not hold, or no constant equals the term.</summary>
    public Step? IfFalse { get; set; }

    /// <summary>The constants of a look-up with their steps, in ascending order.</summary>
    public List<(uint Constant, Step Target)> Cases { get; private set; } = NoCases;

    /// <summary>The part of the source it comes from.</summary>
    public SourceSpan Location { get; set; }

    /// <summary>Its place in the order of the pass that runs.</summary>
    public int Position { get; set; }

    /// <summary>The loads and divisions that it does, whichever way it goes on.</summary>
    public IEnumerable<Term> Needs => Kind switch
    {
        StepKind.Test when Probes.Length == 0 && Stores.Count == 0 && Condition.Right.IsConstant => Condition.Left.Needs,
        StepKind.Test => NeedsBefore.Concat(Condition.Left.Needs).Concat(Condition.Right.Needs),
        StepKind.Lookup or StepKind.Return => NeedsBefore.Concat(Term!.Needs),
        _ => NeedsBefore,
    };

    private IEnumerable<Term> NeedsBefore => Stores.Count == 0 ? Probes : Probes.Concat(Stores.SelectMany(s => s.Term.Needs));

    /// <summary>Whether it returns 0.</summary>
    public bool ReturnsZero => Kind == StepKind.Return && Term is { IsConstant: true, Value: 0 } && Probes.Length == 0;

    /// <summary>The number of ways out.</summary>
    public int WaysOut => Kind switch
    {
        StepKind.Go => 1,
        StepKind.Test => 2,
        StepKind.Lookup => Cases.Count + 1,
        _ => 0,
    };

    /// <summary>A way out: that of a condition that does not hold first, that of one that holds or of the cases after it.</summary>
    public Step WayOut(int index) => Kind switch
    {
        StepKind.Go => IfTrue!,
        StepKind.Lookup when index > 0 => Cases[index - 1].Target,
        _ => index == 0 ? IfFalse! : IfTrue!,
    };

    /// <summary>Writes a term into a slot, after what it writes already.</summary>
    public void AddStore(StackSlot slot, Term term) => (_stores ??= []).Add((slot, term));

    /// <summary>The slot in which the front end kept a term, see <see cref="Operation.Home"/>; null for none.</summary>
    public StackSlot? Home(Term term) => _homes?.GetValueOrDefault(term);

    /// <summary>Says that the front end kept a term in a slot; the first counts.</summary>
    public void SetHome(Term term, StackSlot slot) => (_homes ??= new Dictionary<Term, StackSlot>(ReferenceEqualityComparer.Instance)).TryAdd(term, slot);

    /// <summary>Makes it go on to a step.</summary>
    public Step EndWithGo(Step target)
    {
        Term = null;
        Kind = StepKind.Go;
        Cases = NoCases;
        IfTrue = target;
        IfFalse = null;
        return this;
    }

    /// <summary>Makes it go to one of two steps.</summary>
    public Step EndWithTest(Condition condition, Step ifTrue, Step ifFalse)
    {
        Kind = StepKind.Test;
        Condition = condition;
        IfTrue = ifTrue;
        IfFalse = ifFalse;
        return this;
    }

    /// <summary>Makes it go to the step of a constant.</summary>
    public Step EndWithLookup(Term term, List<(uint Constant, Step Target)> cases, Step otherwise)
    {
        Kind = StepKind.Lookup;
        Term = term;
        Cases = cases;
        IfTrue = null;
        IfFalse = otherwise;
        return this;
    }

    /// <summary>Makes it return a term.</summary>
    public Step EndWithReturn(Term term)
    {
        Kind = StepKind.Return;
        Term = term;
        IfTrue = IfFalse = null;
        return this;
    }

    /// <summary>The steps that can be reached from one, each before all it goes to; with their positions set.</summary>
    public static List<Step> Order(Step entry)
    {
        var order = new List<Step>();
        var seen = new HashSet<Step>(ReferenceEqualityComparer.Instance) { entry };
        var stack = new Stack<(Step Step, int Next)>();
        stack.Push((entry, 0));
        while (stack.TryPop(out (Step Step, int Next) top))
        {
            if (top.Next == top.Step.WaysOut)
            {
                order.Add(top.Step);
                continue;
            }

            stack.Push((top.Step, top.Next + 1));
            Step target = top.Step.WayOut(top.Next);
            if (seen.Add(target))
                stack.Push((target, 0));
        }

        order.Reverse();
        for (int i = 0; i < order.Count; i++)
            order[i].Position = i;
        return order;
    }
}
