// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Engines;

/// <summary>What engines are to agree on: an object, and runs of its programs in order.</summary>
/// <param name="Object">The object.</param>
/// <param name="Inputs">The runs; they share the object's maps.</param>
internal sealed record EngineCase(BpfObject Object, ImmutableArray<EngineInput> Inputs);

/// <summary>A run.</summary>
/// <param name="Program">The name of the program.</param>
/// <param name="Bytes">The packet, or the context of a program without one.</param>
/// <param name="Context">The context of a program with a packet, as <c>BPF_PROG_TEST_RUN</c> takes it; may be empty.</param>
internal sealed record EngineInput(string Program, byte[] Bytes, byte[] Context);
