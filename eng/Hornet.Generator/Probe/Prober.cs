// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hornet.Generator;

/// <summary>
/// Writes data/probed.txt: for every profile the helpers the kernel lets it call, the return values it lets it have and every access to
/// the context it lets it make, each learned by loading a program that does just that.
/// </summary>
internal sealed partial class Prober(KernelTypes kernel, Snapshot snapshot, IReadOnlyList<EnumPlan> enums)
{
    private const ulong Exit = 0x95;
    private const ulong ZeroR0 = 0x00000000_0000_00b7;
    private static readonly int[] Sizes = [1, 2, 4, 8];
    private static readonly ulong[] LoadOpcodes = [0x71, 0x69, 0x61, 0x79];
    private static readonly ulong[] StoreOpcodes = [0x73, 0x6b, 0x63, 0x7b];

    public string Run(IEnumerable<Profile> profiles, string kernelName)
    {
        var text = new StringBuilder();
        text.Append("# What Linux ").Append(kernelName).Append(" allows, learned by loading programs; written by `Hornet.Generator probe`; do not edit.\n");
        text.Append("#   profile PROGRAM-TYPE ATTACH-TYPE|- CONTEXT-STRUCT|-\n");
        text.Append("#   helpers NAME...            may be called\n");
        text.Append("#   returns LOW HIGH           allowed values of R0 at exit; absent when any value is\n");
        text.Append("#   OFFSET read|write SIZES [RESULT]   accepted accesses of that many bytes; RESULT is what a read of the whole field gives when it is not a number\n");
        foreach (Profile profile in profiles)
            One(profile, text);
        return text.ToString();
    }

    private void One(Profile profile, StringBuilder text)
    {
        uint type = (uint)Value("ProgramType", profile.ProgramType);
        uint attach = profile.AttachType == "-" ? 0 : (uint)Value("AttachType", profile.AttachType);
        uint target = profile.Target is null ? 0 : kernel.Id(profile.TargetKind!, profile.Target);
        Answer Ask(params ReadOnlySpan<ulong> code) => KernelProbe.Load(type, attach, target, profile.Sleepable, code);

        Answer least = Ask(ZeroR0, Exit);
        if (!least.Accepted)
            least = Ask(ZeroR0 | (1UL << 32), Exit);
        if (!least.Accepted && !least.Log.Contains("R0", StringComparison.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n# {profile.ProgramType} {profile.AttachType}: not in this kernel (errno {least.Errno})\n");
            return;
        }

        ulong result = ZeroR0 | (Ask(ZeroR0, Exit).Accepted ? 0 : 1UL << 32);
        text.Append(CultureInfo.InvariantCulture, $"\nprofile {profile.ProgramType} {profile.AttachType} {profile.Context}\n");
        Helpers(text, type, attach, target, profile.Sleepable);
        Match range = ReturnRange().Match(Ask(ZeroR0 | (0x12345UL << 32), Exit).Log);
        if (range.Success)
            text.Append(CultureInfo.InvariantCulture, $"returns {range.Groups[1].Value} {range.Groups[2].Value}\n");
        if (profile.Context == "-")
            return;
        int size = snapshot.Struct(profile.Context).Size;
        if (size == 0)
            size = 12 * 8;
        for (int offset = 0; offset < size; offset++)
        {
            var reads = new List<int>();
            string kind = "";
            for (int i = 0; i < Sizes.Length; i++)
            {
                ulong load = LoadOpcodes[i] | (0x12UL << 8) | ((ulong)offset << 16);
                Answer answer = Ask(load, result, Exit);
                if (!answer.Accepted)
                    continue;
                reads.Add(Sizes[i]);
                Match loaded = LoadedKind().Match(answer.Log);
                if (loaded.Success && loaded.Groups[1].Value != "scalar")
                    kind = " " + loaded.Groups[1].Value;
            }

            if (reads.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $"{offset} read {string.Join(',', reads)}{kind}\n");
            var writes = new List<int>();
            for (int i = 0; i < Sizes.Length; i++)
            {
                ulong store = StoreOpcodes[i] | (0x01UL << 8) | ((ulong)offset << 16);
                if (Ask(ZeroR0, store, result, Exit).Accepted)
                    writes.Add(Sizes[i]);
            }

            if (writes.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $"{offset} write {string.Join(',', writes)}\n");
        }
    }

    private void Helpers(StringBuilder text, uint type, uint attach, uint target, bool sleepable)
    {
        EnumPlan plan = enums.First(e => e.Name == "HelperId");
        text.Append("helpers");
        foreach (EnumConstant helper in snapshot.Enum("bpf_func_id").Constants)
        {
            if (helper.Value == 0 || helper.Name.StartsWith("__", StringComparison.Ordinal))
                continue;
            Answer answer = KernelProbe.Load(type, attach, target, sleepable, [0x85UL | (helper.Value << 32), ZeroR0, Exit]);
            if (!Refused().IsMatch(answer.Log))
                text.Append(' ').Append(plan.TextOf(helper.Name));
        }

        text.Append('\n');
    }

    private ulong Value(string plan, string name)
    {
        EnumPlan wanted = enums.First(e => e.Name == plan);
        return snapshot.Enum(wanted.Sources[0]).Constants.First(c => wanted.TextOf(c.Name) == name).Value;
    }

    [GeneratedRegex(@"should have been in \[(-?\d+), (-?\d+)\]")]
    private static partial Regex ReturnRange();

    // The state after the load, for example `R2=pkt(r=0)`.
    [GeneratedRegex(@"R2(?:_w)?=([a-z_]+)")]
    private static partial Regex LoadedKind();

    [GeneratedRegex(@"unknown func|cannot use helper|invalid func")]
    private static partial Regex Refused();
}
