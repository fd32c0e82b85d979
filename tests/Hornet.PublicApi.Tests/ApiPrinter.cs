// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Hornet.PublicApi.Tests;

/// <summary>Prints the public types and members of an assembly as sorted text, one line a member.</summary>
internal static class ApiPrinter
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type, full: true));
            string bases = string.Join(", ", Bases(type));
            if (bases.Length > 0)
                text.Append(" : ").Append(bases);
            text.Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => $"enum<{Name(Enum.GetUnderlyingType(type))}>",
        { IsInterface: true } => "interface",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type))
            yield break;
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            yield return Name(parent);
        foreach (string name in type.GetInterfaces().Where(i => i.IsPublic).Select(i => Name(i)).Order(StringComparer.Ordinal))
            yield return name;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return [Signature(type.GetMethod("Invoke")!)];
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => $"{f.Name} = {Convert.ToString(f.GetRawConstantValue(), null)}");

        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(Visible).Select(c => $"new({Parameters(c)})");
        IEnumerable<string> methods = type.GetMethods(Declared).Where(m => Visible(m) && !m.IsSpecialName || Visible(m) && m.Name.StartsWith("op_", StringComparison.Ordinal))
            .Where(m => !m.Name.Contains('<', StringComparison.Ordinal)).Select(Signature);
        IEnumerable<string> properties = type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(Visible)).Select(Property);
        IEnumerable<string> fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily)
            .Select(f => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}");
        IEnumerable<string> events = type.GetEvents(Declared).Where(e => Visible(e.AddMethod!)).Select(e => $"event {Name(e.EventHandlerType!)} {e.Name}");
        return constructors.Concat(methods).Concat(properties).Concat(fields).Concat(events);
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Property(PropertyInfo property)
    {
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(p => Name(p.ParameterType)))}]" : "";
        string get = property.GetMethod is { } getter && Visible(getter) ? " get;" : "";
        string set = property.SetMethod is { } setter && Visible(setter)
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
            : "";
        return $"{(property.GetAccessors(true)[0].IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name}{index} {{{get}{set} }}";
    }

    private static string Signature(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        string modifier = method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        return $"{modifier}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{(p.IsOut ? "out " : p.IsIn ? "in " : "")}{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? " = " + (p.RawDefaultValue ?? "default") : "")}"));

    private static string Name(Type type, bool full = false)
    {
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        string name = full ? type.FullName! : type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        if (!type.IsGenericType)
            return name;
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? name : name[..tick])}<{string.Join(", ", type.GetGenericArguments().Select(a => Name(a)))}>";
    }
}
