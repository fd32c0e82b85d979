// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

// Not lowered yet.
internal static class WirelessTests { public static Fragment Type(Scope scope, WlanTypeTest test) => throw scope.Error($"{test}"); public static Fragment Direction(Scope scope, WlanDirectionTest test) => throw scope.Error($"{test}"); }
// Not lowered yet.
internal static class PfTests { public static Fragment Lower(Scope scope, PfTest test) => throw scope.Error($"{test}"); }
// Not lowered yet.
internal static class AtmTests { public static Outcome Kind(Scope scope, AtmKindTest test) => throw scope.Error($"{test}"); public static Fragment Field(Scope scope, AtmFieldTest test) => throw scope.Error($"{test}"); }
// Not lowered yet.
internal static class SignallingTests { public static Fragment Kind(Scope scope, Mtp2KindTest test) => throw scope.Error($"{test}"); public static Fragment Field(Scope scope, Mtp3FieldTest test) => throw scope.Error($"{test}"); }
