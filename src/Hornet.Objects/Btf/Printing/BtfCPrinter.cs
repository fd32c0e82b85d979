// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.Objects;

/// <summary>
/// Prints types as C that compiles: definitions in the order they depend on each other, forward declarations where types contain each other by pointer,
/// padding and <c>packed</c> so that the layout is the recorded one, and <c>name___2</c> where several types of a BTF share a name.
/// The text is that of <c>bpftool btf dump … format c</c>.
/// </summary>
/// <remarks>Remembers what it has printed, so that each type is printed once. Not safe for several threads at once.</remarks>
public sealed partial class BtfCPrinter
{
    // Damaged data may nest anonymous structures without end; a kernel takes a few million steps.
    private const int MaximumSteps = 100_000_000;

    private readonly Btf _btf;
    private readonly TextWriter _writer;
    private readonly TypeState[] _states;
    private readonly List<uint> _queue = [];
    private int _steps;

    /// <summary>Prepares to print.</summary>
    /// <param name="btf">The types.</param>
    /// <param name="writer">Where to.</param>
    /// <exception cref="ObjectFormatException">A record is damaged.</exception>
    public BtfCPrinter(Btf btf, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(btf);
        ArgumentNullException.ThrowIfNull(writer);
        _btf = btf;
        _writer = writer;
        _states = new TypeState[btf.TypeCount];
        _states[0] = new TypeState { Order = Progress.Done, Emission = Progress.Done };
        MarkReferenced();
    }

    /// <summary>What a structure is on its way to being printed.</summary>
    private enum Progress : byte
    {
        None,
        Busy,
        Done,
    }

    /// <summary>Prints a whole header: guard, the attribute that makes accesses relocatable (CO-RE), all types.</summary>
    /// <param name="btf">The types.</param>
    /// <param name="writer">Where to.</param>
    /// <exception cref="ObjectFormatException">A record is damaged, or types contain each other without end.</exception>
    public static void WriteHeader(Btf btf, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(btf);
        ArgumentNullException.ThrowIfNull(writer);
        var printer = new BtfCPrinter(btf, writer);
        writer.Write("#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n");
        writer.Write("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n");
        writer.Write("#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n#endif\n\n");
        for (uint id = 1; id < btf.TypeCount; id++)
            printer.Print(id);
        writer.Write("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute pop\n#endif\n\n#endif /* __VMLINUX_H__ */\n");
    }

    /// <summary>A type as C writes it in a declaration, for example <c>int (*handler)(struct pt_regs *)</c>.</summary>
    /// <param name="btf">The types.</param>
    /// <param name="typeId">The type.</param>
    /// <param name="name">What is declared; may be empty.</param>
    /// <exception cref="ObjectFormatException">The type is damaged.</exception>
    public static string Declare(Btf btf, uint typeId, string name = "")
    {
        ArgumentNullException.ThrowIfNull(btf);
        ArgumentNullException.ThrowIfNull(name);
        using var text = new StringWriter();
        new BtfCPrinter(btf, text, forDeclarations: true).EmitDeclaration(typeId, name, 0);
        return text.ToString();
    }

    private BtfCPrinter(Btf btf, TextWriter writer, bool forDeclarations)
    {
        _btf = btf;
        _writer = writer;
        _states = forDeclarations ? [] : new TypeState[btf.TypeCount];
    }

    /// <summary>Prints a type, and before it what it depends on and is not printed yet. Variables and functions print nothing.</summary>
    /// <param name="typeId">The type.</param>
    /// <exception cref="ObjectFormatException">A record is damaged, or types contain each other without end.</exception>
    public void Print(uint typeId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(typeId, _btf.TypeCount);
        _queue.Clear();
        Order(typeId, throughPointer: false);
        foreach (uint id in _queue)
            Emit(id, container: 0);
    }

    private static ObjectFormatException Endless(uint id) => new($"Printing BTF as C: Type {id} contains itself without end.", Btf.SectionName);

    private void Step(uint id)
    {
        if (++_steps > MaximumSteps || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Endless(id);
    }

    private ref TypeState State(uint id)
    {
        if (id >= (uint)_states.Length)
            _btf.Record(id); // says that there is no such type
        return ref _states[id];
    }

    /// <summary>Anonymous types are printed inside those that refer to them; unreferenced ones stand alone.</summary>
    private void MarkReferenced()
    {
        for (uint id = 1; id < _btf.TypeCount; id++)
        {
            BtfRecord record = _btf.Record(id);
            switch (record.Kind)
            {
                case BtfKind.Pointer or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.Typedef or BtfKind.Function
                    or BtfKind.Variable or BtfKind.DeclarationTag or BtfKind.TypeTag:
                    State(record.SizeOrType).IsReferenced = true;
                    break;
                case BtfKind.Array:
                    State(record.Extra(0)).IsReferenced = true;
                    State(record.Extra(1)).IsReferenced = true;
                    break;
                case BtfKind.Struct or BtfKind.Union:
                    for (int i = 0; i < record.Count; i++)
                        State(record.Member(i).TypeId).IsReferenced = true;
                    break;
                case BtfKind.FunctionPrototype:
                    for (int i = 0; i < record.Count; i++)
                        State(record.Extra((2 * i) + 1)).IsReferenced = true;
                    break;
                case BtfKind.DataSection:
                    for (int i = 0; i < record.Count; i++)
                        State(record.Extra(3 * i)).IsReferenced = true;
                    break;
            }
        }
    }

    /// <summary>
    /// Queues what has to be defined before a type, then the type. A structure reached only through a pointer can be declared
    /// forward, unless it is anonymous and so defined where it is used.
    /// </summary>
    /// <returns>Whether the definition is needed (it is not behind a pointer), so that typedefs of it can be printed.</returns>
    private bool Order(uint id, bool throughPointer)
    {
        Step(id);
        ref TypeState state = ref State(id);
        if (state.Order == Progress.Done)
            return true;
        BtfRecord record = _btf.Record(id);
        if (state.Order == Progress.Busy)
        {
            if (record.Kind is BtfKind.Struct or BtfKind.Union && throughPointer && record.NameOffset != 0)
                return false;
            throw Endless(id);
        }

        switch (record.Kind)
        {
            case BtfKind.Pointer:
                bool needed = Order(record.SizeOrType, throughPointer: true);
                state.Order = Progress.Done;
                return needed;
            case BtfKind.Array:
                return Order(record.Extra(0), throughPointer: false);
            case BtfKind.Struct or BtfKind.Union:
                return OrderStruct(id, record, throughPointer);
            case BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward:
                if (record.NameOffset != 0 || !state.IsReferenced)
                    _queue.Add(id);
                state.Order = Progress.Done;
                return true;
            case BtfKind.Typedef:
                if (!Order(record.SizeOrType, throughPointer) && throughPointer)
                    return false;
                _queue.Add(id);
                state.Order = Progress.Done;
                return true;
            case BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag:
                return Order(record.SizeOrType, throughPointer);
            case BtfKind.FunctionPrototype:
                needed = Order(record.SizeOrType, throughPointer);
                for (int i = 0; i < record.Count; i++)
                    needed |= Order(record.Extra((2 * i) + 1), throughPointer);
                return needed;
            default: // numbers need no definition; variables, functions, sections and tags are not printed
                state.Order = Progress.Done;
                return false;
        }
    }

    private bool OrderStruct(uint id, in BtfRecord record, bool throughPointer)
    {
        if (throughPointer && record.NameOffset != 0)
            return false;
        State(id).Order = Progress.Busy;
        for (int i = 0; i < record.Count; i++)
            Order(record.Member(i).TypeId, throughPointer: false);
        if (record.NameOffset != 0)
            _queue.Add(id);
        State(id).Order = Progress.Done;
        return true;
    }

    /// <summary>
    /// Prints a queued type; or, inside one (<paramref name="container"/> is not 0), the forward declarations that its parts need.
    /// </summary>
    private void Emit(uint id, uint container)
    {
        Step(id);
        ref TypeState state = ref State(id);
        if (state.Emission == Progress.Done)
            return;
        BtfRecord record = _btf.Record(id);
        if (state.Emission == Progress.Busy)
        {
            EmitForward(id, record, container);
            return;
        }

        bool isQueued = container == 0;
        switch (record.Kind)
        {
            case BtfKind.Int:
                EmitAliasOfPolynomial(record);
                state.Emission = Progress.Done;
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                if (isQueued)
                {
                    EmitEnum(id, record, 0);
                    _writer.Write(";\n\n");
                }

                state.Emission = Progress.Done;
                break;
            case BtfKind.Pointer or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag:
                Emit(record.SizeOrType, container);
                break;
            case BtfKind.Array:
                Emit(record.Extra(0), container);
                break;
            case BtfKind.Forward:
                EmitForwardName(record, id);
                _writer.Write(";\n\n");
                state.Emission = Progress.Done;
                break;
            case BtfKind.Typedef:
                state.Emission = Progress.Busy;
                Emit(record.SizeOrType, id);
                EmitTypedefOnce(id, record);
                State(id).Emission = Progress.Done;
                break;
            case BtfKind.Struct or BtfKind.Union:
                EmitComposite(id, record, container);
                break;
            case BtfKind.FunctionPrototype:
                Emit(record.SizeOrType, container);
                for (int i = 0; i < record.Count; i++)
                    Emit(record.Extra((2 * i) + 1), container);
                break;
        }
    }

    private void EmitComposite(uint id, in BtfRecord record, uint container)
    {
        bool isQueued = container == 0;
        bool isAnonymous = record.NameOffset == 0;
        State(id).Emission = Progress.Busy;
        if (isQueued || isAnonymous)
        {
            // All members will be written out, so what they point to must be declared.
            for (int i = 0; i < record.Count; i++)
                Emit(record.Member(i).TypeId, isAnonymous ? container : id);
        }
        else if (!State(id).IsDeclared && id != container)
        {
            EmitStructName(id, record);
            _writer.Write(";\n\n");
            State(id).IsDeclared = true;
        }

        if (isQueued)
        {
            EmitStruct(id, record, 0);
            _writer.Write(";\n\n");
        }

        State(id).Emission = isQueued ? Progress.Done : Progress.None;
    }

    /// <summary>A type is met again while it is being printed: declare it, once, so that pointers to it work.</summary>
    private void EmitForward(uint id, in BtfRecord record, uint container)
    {
        if (State(id).IsDeclared)
            return;
        if (record.Kind is BtfKind.Struct or BtfKind.Union)
        {
            if (id == container)
                return; // inside its own definition a structure is declared already
            if (record.NameOffset == 0)
                throw Endless(id);
            EmitStructName(id, record);
            _writer.Write(";\n\n");
            State(id).IsDeclared = true;
        }
        else if (record.Kind == BtfKind.Typedef)
        {
            EmitTypedefOnce(id, record);
        }
    }

    private void EmitTypedefOnce(uint id, in BtfRecord record)
    {
        if (State(id).IsDeclared)
            return;
        // The compiler has that one built in and refuses another definition.
        if (!record.Name.SequenceEqual("__builtin_va_list"u8))
        {
            EmitTypedef(id, record);
            _writer.Write(";\n\n");
        }

        State(id).IsDeclared = true;
    }

    private struct TypeState
    {
        public Progress Order;
        public Progress Emission;
        public bool IsDeclared;
        public bool IsReferenced;
        public bool HasName;
    }
}
