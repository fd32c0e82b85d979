// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>A function of another program that is replaced or traced.</summary>
/// <param name="Object">The object that holds it.</param>
/// <param name="Program">The program.</param>
/// <param name="Function">The function.</param>
internal sealed record TargetProgram(BpfObject Object, ProgramSpec Program, FunctionInfo Function);
