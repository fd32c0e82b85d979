// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Tries a helper in a program type by a program that only calls it: the verifier looks for the helper before it looks at the arguments, so its words
/// tell whether there is one.
/// </summary>
internal static class HelperProbe
{
    /// <summary>Tries one.</summary>
    public static KernelFeature Try(ProgramProbe programs, ProgramType type, HelperId helper)
    {
        string name = "bpf_" + helper.ToText();
        if (type is ProgramType.Extension)
            return new KernelFeature(name, FeatureState.Unknown, Reason: "an extension may call what the program that it extends may", Since: helper.Since());
        ProbeAnswer answer = programs.Try(type, [new(Opcodes.Call, immediate: (int)helper), new(Opcodes.Move64Immediate, Register.R0), new(Opcodes.Exit)]);
        if (answer.IsDone)
            return new KernelFeature(name, FeatureState.Available, Since: helper.Since());
        if (answer.Log.Contains("invalid func ", StringComparison.Ordinal))
            return new KernelFeature(name, FeatureState.Missing, Reason: "this kernel has no helper of this number", Since: helper.Since());
        if (answer.Log.Contains("cannot use helper ", StringComparison.Ordinal) || answer.Log.Contains("unknown func ", StringComparison.Ordinal))
            return new KernelFeature(name, FeatureState.Missing, Reason: $"programs of the type {type.ToText()} may not call it", Since: helper.Since());
        if (answer.HasLog)
            return new KernelFeature(name, FeatureState.Available, Since: helper.Since());
        var refused = new RefusedCommand(BpfCommand.ProgramLoad, answer.Errno) { ProgramType = type };
        return new KernelFeature(name, FeatureReasons.StateOf(refused), Reason: FeatureReasons.Of(refused), Since: helper.Since());
    }
}
