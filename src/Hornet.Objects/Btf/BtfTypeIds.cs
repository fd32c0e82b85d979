// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>The references of a type to others.</summary>
internal static class BtfTypeIds
{
    /// <summary>The same type with every id it refers to replaced.</summary>
    public static BtfType MapTypeIds(this BtfType type, Func<uint, uint> map) => type switch
    {
        BtfPointer x => x with { TypeId = map(x.TypeId) },
        BtfArray x => x with { ElementTypeId = map(x.ElementTypeId), IndexTypeId = map(x.IndexTypeId) },
        BtfStruct x => x with { Members = Each(x.Members, member => member with { TypeId = map(member.TypeId) }) },
        BtfTypedef x => x with { TypeId = map(x.TypeId) },
        BtfModifier x => x with { TypeId = map(x.TypeId) },
        BtfTypeTag x => x with { TypeId = map(x.TypeId) },
        BtfFunction x => x with { TypeId = map(x.TypeId) },
        BtfFunctionPrototype x => x with
        {
            ReturnTypeId = map(x.ReturnTypeId),
            Parameters = Each(x.Parameters, parameter => parameter with { TypeId = map(parameter.TypeId) }),
        },
        BtfVariable x => x with { TypeId = map(x.TypeId) },
        BtfDataSection x => x with { Variables = Each(x.Variables, variable => variable with { TypeId = map(variable.TypeId) }) },
        BtfDeclarationTag x => x with { TypeId = map(x.TypeId) },
        _ => type,
    };

    private static ImmutableArray<T> Each<T>(ImmutableArray<T> items, Func<T, T> change) => ImmutableArray.CreateRange(items, change);
}
