// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Compiler.Ssa;

/// <summary>Writes a function as text for people, a line an operation: <c>%3 = load.half packet[12]</c>.</summary>
public sealed class SsaPrinter
{
    private readonly Dictionary<Value, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly StringBuilder _text = new();

    private SsaPrinter()
    {
    }

    /// <summary>The text of a function.</summary>
    /// <param name="function">The function; it need not be well formed.</param>
    public static string Print(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var printer = new SsaPrinter();
        foreach (Operation operation in function.Blocks.SelectMany(b => b.Operations))
        {
            if (operation.Type != SsaType.Void)
                printer._numbers[operation] = printer._numbers.Count;
        }

        string parameters = string.Join(", ", function.Parameters.Select(p => $"{p.Name}: {Name(p.Type)}"));
        printer.Line($"function {function.Name}({parameters}): {Name(function.ReturnType)}");
        foreach (StackSlot slot in function.Slots)
            printer.Line($"  slot {slot.Index} {slot.Name}: {slot.Size} bytes");
        foreach (Block block in function.Blocks)
        {
            printer.Line($"{block}:");
            foreach (Operation operation in block.Operations)
                printer.Line($"  {printer.Describe(operation)}");
        }

        return printer._text.ToString();
    }

    private void Line(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private string Describe(Operation operation)
    {
        string text = operation switch
        {
            PhiOperation phi => "phi " + string.Join(", ", phi.From.ToArray().Zip(phi.Operands.ToArray(), (from, value) => $"{from}: {Operand(value)}")),
            BinaryOperation binary => $"{Lower(binary.Operator)}{(binary.IsClassic ? ".classic" : "")} {Operands(binary)}",
            UnaryOperation unary => $"{Lower(unary.Operator)} {Operands(unary)}",
            ConvertOperation convert => $"{Lower(convert.Conversion)} {Operands(convert)}",
            CompareOperation compare => $"{Lower(compare.Comparison)} {Operands(compare)}",
            SelectOperation select => $"select {Operands(select)}",
            LoadOperation load => $"load.{Lower(load.Size)}{(load.IsSigned ? ".signed" : "")} {Operand(load.Address)}{Offset(load.Offset)}",
            StoreOperation store => $"store.{Lower(store.Size)} {Operand(store.Address)}{Offset(store.Offset)}, {Operand(store.Stored)}",
            AtomicAccess atomic => $"atomic.{Lower(atomic.Operator)}.{Lower(atomic.Size)} {Operands(atomic)}{Offset(atomic.Offset)}",
            PacketLoad load => $"load.{Lower(load.Size)} packet[{(load.Index is { } index ? Operand(index) + " + " : "")}{load.Offset}]",
            PacketLength => "packet length",
            PacketMetadata metadata => $"packet {Lower(metadata.Extension)}",
            CallOperation call => $"call {Describe(call.Target)}({Operands(call)})",
            Jump jump => $"jump {jump.Target}",
            Branch branch => $"branch {Operand(branch.Condition)}, {branch.IfTrue}, {branch.IfFalse}",
            Switch @switch => $"switch {Operand(@switch.Selector)}, {Cases(@switch)}otherwise {@switch.Otherwise}",
            Return @return => $"return {(@return.Result is { } result ? Operand(result) : "")}".TrimEnd(),
            Unreachable => "unreachable",
            _ => operation.GetType().Name + " " + Operands(operation),
        };
        return operation.Type == SsaType.Void ? text : $"{Operand(operation)} = {text}";
    }

    private string Operands(Operation operation) => string.Join(", ", operation.Operands.ToArray().Select(Operand));

    private string Operand(Value value) => value switch
    {
        Constant { Type: SsaType.Boolean } constant => constant.Bits != 0 ? "true" : "false",
        Constant constant => constant.Bits < 10 ? constant.Bits.ToString(CultureInfo.InvariantCulture) : "0x" + constant.Bits.ToString("x", CultureInfo.InvariantCulture),
        Parameter parameter => parameter.Name,
        StackSlot slot => $"slot {slot.Index}",
        MapReference map => $"map {map.Map.Name}",
        MapValueAddress address => $"value of {address.Map.Name}{Offset(address.Offset)}",
        FunctionAddress address => $"&{address.Function.Name}",
        _ => _numbers.TryGetValue(value, out int number) ? $"%{number}" : "%?",
    };

    private static string Cases(Switch @switch) =>
        string.Concat(@switch.Cases.ToArray().Zip(@switch.Targets.ToArray(), (constant, target) => string.Create(CultureInfo.InvariantCulture, $"0x{constant:x}: {target}, ")));

    private static string Offset(int offset) => offset == 0 ? "" : offset.ToString(" + 0; - 0", CultureInfo.InvariantCulture);

    private static string Describe(CallTarget target) => target switch
    {
        HelperTarget helper => helper.Helper.ToString(),
        KernelFunctionTarget kernel => kernel.Name,
        FunctionTarget function => function.Function.Name,
        _ => target.ToString(),
    };

    private static string Name(SsaType type) => Lower(type);

    private static string Lower<T>(T value) where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (char c in value.ToString())
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append(' ');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
