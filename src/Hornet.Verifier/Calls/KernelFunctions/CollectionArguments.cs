// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Lists and trees in map values and objects, the nodes that go into and out of them, and who owns these.</summary>
internal sealed class CollectionArguments
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public CollectionArguments(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks that an argument points to a list or tree whose lock is held.</summary>
    public void CheckRoot(int register, SpecialFieldKind kind, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        bool isObject = value.Is(ValueKind.BtfObject, ValueFlags.Allocated);
        if (!isObject && !value.Is(ValueKind.MapValue))
            throw Refuse($"arg#{register - 1} expected pointer to map value or allocated object");
        if (isObject && value.ReferenceId == 0)
            throw Refuse($"allocated object must be referenced");
        call.Collection = FindField(register, kind, out RecordFields? fields);
        CheckLocked(in value, kind, fields!);
    }

    /// <summary>Checks that an argument points to a node of an object that the collection passed before can hold.</summary>
    public void CheckNode(int register, SpecialFieldKind kind, KernelFunctionCall call, bool isComparing)
    {
        ref RegisterState value = ref _analysis.Register(register);
        if (call.Function.Role is KernelFunctionRole.ListPush or KernelFunctionRole.TreeAdd)
        {
            if (!value.Is(ValueKind.BtfObject, ValueFlags.Allocated))
                throw Refuse($"arg#{register - 1} expected pointer to allocated object");
            if (value.ReferenceId == 0)
                throw Refuse($"allocated object must be referenced");
        }
        else
        {
            if (!value.Has(ValueFlags.NonOwning) && value.ReferenceId == 0)
                throw Refuse($"{call.Function.Name} can only take non-owning or refcounted bpf_rb_node pointer");
            if (isComparing)
                throw Refuse($"{call.Function.Name} not allowed in rbtree cb");
        }

        FindField(register, kind, out _);
        CheckFits(register, kind, call);
        (call.ObjectBtfIndex, call.ObjectTypeId) = (value.BtfIndex, value.TypeId);
    }

    /// <summary>After an object went into a collection: the program keeps pointers to it, which it no longer owns.</summary>
    public void GiveToCollection(KernelFunctionCall call)
    {
        uint reference = _analysis.Register(2).ReferenceId;
        _analysis.References.Visit(new Disowner(reference, _analysis.Records));
        _analysis.References.Release(reference, call.Arguments);
    }

    /// <summary>Fills the registers of the function that compares two nodes of a tree.</summary>
    public void FillComparison(StackFrame caller, StackFrame callee)
    {
        ref RegisterState root = ref caller.Registers[1];
        SpecialField field = _analysis.Records.Of(in root)!.At(root.Offset + (int)root.Number.ConstantValue)!.Value;
        for (int register = 1; register <= 2; register++)
        {
            callee.Registers[register] = NodeOf(in field);
            MakeNonOwning(ref callee.Registers[register]);
        }
    }

    /// <summary>A pointer to the node of an object in a collection.</summary>
    public static RegisterState NodeOf(in SpecialField collection)
    {
        RegisterState node = RegisterState.Pointer(ValueKind.BtfObject, ValueFlags.Allocated);
        (node.BtfIndex, node.TypeId, node.Offset) = (collection.BtfIndex, collection.TypeId, collection.NodeOffset);
        return node;
    }

    /// <summary>Makes a pointer one to an object that a collection owns; an object with a reference count stays as long as RCU lasts.</summary>
    public void MakeNonOwning(ref RegisterState pointer) => MakeNonOwning(ref pointer, _analysis.Records);

    private static void MakeNonOwning(ref RegisterState pointer, ObjectRecords records)
    {
        pointer.Flags |= ValueFlags.NonOwning;
        if (records.Of(in pointer)?.Has(SpecialFieldKind.ReferenceCount) == true)
            pointer.Flags |= ValueFlags.Rcu;
    }

    private SpecialField FindField(int register, SpecialFieldKind kind, out RecordFields? fields)
    {
        ref RegisterState value = ref _analysis.Register(register);
        string name = FieldTypes.NameOf(kind);
        if (!value.HasFixedOffset)
            throw Refuse($"R{register} doesn't have constant offset. {name} has to be at the constant offset");
        fields = _analysis.Records.Of(in value);
        int offset = value.Offset + (int)value.Number.ConstantValue;
        return fields?.At(offset) is { } field && field.Kind == kind && field.Offset == offset
            ? field
            : throw Refuse($"{name} not found at offset={(uint)offset}");
    }

    private void CheckLocked(in RegisterState value, SpecialFieldKind kind, RecordFields fields)
    {
        bool isHeld = false;
        foreach (ref readonly Reference reference in _analysis.State.References)
        {
            bool isLock = reference.Kind is ReferenceKind.SpinLock or ReferenceKind.ResilientSpinLock or ReferenceKind.ResilientSpinLockInterruptsOff;
            isHeld |= isLock && reference.Id == value.Id && reference.Holder == SpinLocks.HolderOf(in value);
        }

        if (isHeld)
            return;
        string elsewhere = _analysis.State.ActiveLocks > 0 ? "held lock and object are not in the same allocation\n" : "";
        int lockOffset = fields.Find(SpecialFieldKind.SpinLock)?.Offset ?? -22;
        throw _analysis.Refuse(FailureKind.Resources, $"{elsewhere}bpf_spin_lock at off={lockOffset} must be held for {FieldTypes.NameOf(kind)}");
    }

    private void CheckFits(int register, SpecialFieldKind nodeKind, KernelFunctionCall call)
    {
        ref RegisterState value = ref _analysis.Register(register);
        SpecialField collection = call.Collection;
        BtfSet btfs = _analysis.Program.Btfs;
        int offset = value.Offset + (int)value.Number.ConstantValue;
        string node = FieldTypes.NameOf(nodeKind), wanted = btfs[collection.BtfIndex].NameOf(collection.TypeId);
        if (!_analysis.Memory.Objects.Matcher.AreSame(value.BtfIndex, value.TypeId, 0, collection.BtfIndex, collection.TypeId, isStrict: true))
        {
            string held = btfs[value.BtfIndex].NameOf(value.TypeId);
            throw Refuse($"operation on {FieldTypes.NameOf(collection.Kind)} expects arg#1 {node} at offset={collection.NodeOffset} in struct {wanted}, but arg is at offset={offset} in struct {held}");
        }

        if (offset != collection.NodeOffset)
            throw Refuse($"arg#1 offset={offset}, but expected {node} at offset={collection.NodeOffset} in struct {wanted}");
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);

    private readonly struct Disowner(uint reference, ObjectRecords records) : IRegisterVisitor
    {
        public void Visit(ref RegisterState register)
        {
            if (register.ReferenceId != reference)
                return;
            register.ReferenceId = 0;
            MakeNonOwning(ref register, records);
        }
    }
}
