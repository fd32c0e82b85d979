// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>
/// Which system calls a process may make. For a call, the first rule decides that names it, holds on its architecture and whose conditions are all
/// fulfilled; where there is none, <see cref="Default"/> does. A call of an architecture that the policy does not know gets
/// <see cref="UnknownArchitecture"/>.
/// </summary>
/// <example>
/// <code>
/// SeccompPolicy policy = new SeccompPolicyBuilder(SeccompVerdict.Errno(1))
///     .Allow("read", "write", "exit_group")
///     .On("socket").When(SeccompArgument.Int32At(0) == 1).Allow()
///     .Build();
/// SeccompVerdict verdict = policy.Simulate(SeccompArchitecture.X64, "socket", 2, 1);
/// </code>
/// </example>
public sealed class SeccompPolicy
{
    /// <summary>What calls get that no rule is about.</summary>
    public required SeccompVerdict Default { get; init; }

    /// <summary>What calls of other architectures get, those of x32 included where the policy has x86_64 only; <c>kill-process</c> unless told otherwise.</summary>
    public SeccompVerdict UnknownArchitecture { get; init; } = SeccompVerdict.KillProcess;

    /// <summary>The architectures it knows; at least one.</summary>
    public required ImmutableArray<SeccompArchitecture> Architectures { get; init; }

    /// <summary>The rules, in the order in which they are asked.</summary>
    public ImmutableArray<SeccompRule> Rules { get; init; } = [];

    /// <summary>How it is to be installed.</summary>
    public SeccompFlags Flags { get; init; }

    /// <summary>What a profile asked for that cannot be had, and was left out: calls no table has.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Reads a policy: Hornet's text form, or an OCI or Docker profile where the text starts with a brace.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">What conditions of profiles are asked about; null for the defaults.</param>
    /// <exception cref="SeccompPolicyException">The text is wrong; the message has line and column.</exception>
    public static SeccompPolicy Parse(string text, string name = "policy", SeccompProfileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var source = new SourceText(name, text);
        return text.AsSpan().TrimStart().StartsWith("{") ? ProfileReader.Read(source, options ?? new SeccompProfileOptions()) : PolicyParser.Parse(source);
    }

    /// <summary>Reads a policy file, see <see cref="Parse"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What conditions of profiles are asked about; null for the defaults.</param>
    public static SeccompPolicy Load(string path, SeccompProfileOptions? options = null) => Parse(File.ReadAllText(path), path, options);

    /// <summary>Compiles the policy.</summary>
    /// <exception cref="SeccompPolicyException">The program would be longer than the kernel takes.</exception>
    public SeccompProgram Compile() => PolicyCompiler.Compile(this);

    /// <summary>What a call gets, by running the compiled program.</summary>
    /// <param name="architecture">The architecture it is made on.</param>
    /// <param name="call">Its name, or a number.</param>
    /// <param name="arguments">Its arguments; those that are missing are 0.</param>
    /// <exception cref="SeccompPolicyException">The architecture has no call of that name.</exception>
    public SeccompVerdict Simulate(SeccompArchitecture architecture, string call, params ReadOnlySpan<ulong> arguments) =>
        Compile().Run(SeccompCall.Create(architecture, call, arguments));

    /// <summary>What a call gets, asking the rules one after the other; what the compiled program must answer.</summary>
    internal SeccompVerdict Evaluate(in SeccompCall call) => PolicyEvaluator.Evaluate(this, call);

    /// <summary>The text form; reading it gives the same policy.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"default {Default}\n");
        text.Append(CultureInfo.InvariantCulture, $"unknown-architecture {UnknownArchitecture}\n");
        text.Append(CultureInfo.InvariantCulture, $"architectures {string.Join(", ", Architectures)}\n");
        if (Flags != SeccompFlags.None)
            text.Append(CultureInfo.InvariantCulture, $"flags {string.Join(", ", PolicyWords.Flags.Where(flag => Flags.HasFlag(flag.Flag)).Select(flag => flag.Word))}\n");
        if (!Rules.IsEmpty)
            text.Append('\n');
        foreach (SeccompRule rule in Rules)
            PolicyWords.Write(text, rule);
        return text.ToString();
    }
}
