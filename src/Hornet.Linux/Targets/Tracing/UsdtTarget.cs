// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A probe that a program or library in user space declares itself (<c>DTRACE_PROBE</c> of &lt;sys/sdt.h&gt;), for programs of the sections <c>usdt/…</c> that read
/// its arguments with <c>bpf_usdt_arg</c> of libbpf's <c>usdt.bpf.h</c>. All places of the probe are attached; its semaphore is raised as long as the link lives.
/// </summary>
/// <remarks>
/// Where the arguments are at each place is written into the maps <c>__bpf_usdt_specs</c> and, for kernels without cookies, <c>__bpf_usdt_ip_to_spec_id</c> of the
/// program's object. An argument that no program can read (a floating-point register, memory at a fixed address; memory with an index register, for programs compiled
/// with libbpf before 1.7) gives <c>-EINVAL</c> when it is asked for; the others are there all the same. A floating-point number elsewhere comes as its bits. Beyond the
/// twelfth, arguments are not there.
/// </remarks>
/// <param name="Path">The program or library: a path, or a name that <see cref="LibraryPath"/> finds.</param>
/// <param name="Provider">The provider, for example <c>libc</c>.</param>
/// <param name="Name">The name of the probe, for example <c>setjmp</c>.</param>
public sealed record UsdtTarget(string Path, string Provider, string Name) : KernelTarget
{
    /// <summary>The one process to probe, with all its threads; 0 for all. Paths are then those that this process sees.</summary>
    public int Process { get; init; }

    /// <summary>What <c>bpf_usdt_cookie</c> answers in the program; 0 for none.</summary>
    public ulong Cookie { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of such a program, and the process.</summary>
    public override string ToString() => $"usdt/{Path}:{Provider}:{Name}{UprobeTarget.ProcessText(Process)}";

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Kprobe);
        if (program.Spec.AttachType != AttachType.TraceUprobeMulti)
            RequireAttachType(program, null, "usdt/PATH:PROVIDER:NAME");
        UsdtSpecs specs = UsdtSpecs.Of(program)
            ?? throw new BpfException($"{Attaching(program)}: its object has no map {UsdtSpecs.MapName} with values of {UsdtSpecs.ValueSize} bytes, in which the program would find its arguments; compile it with usdt.bpf.h of libbpf.");
        string path = UprobeTarget.Resolve(Path, Process);
        ImmutableArray<UsdtProbe> places = [.. UsdtProbes.Find(path, Provider, Name).DistinctBy(probe => probe.FileOffset)];
        UsdtSpecs.Lease lease = specs.Rent(Attaching(program), places, Cookie);
        try
        {
            bool isMulti = program.Spec.AttachType == AttachType.TraceUprobeMulti;
            return LinkGroup.Create(program, this, isMulti ? [() => AttachToAll(program, path, places, lease)] : AttachToEach(program, path, places, lease), lease.Dispose);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private BpfLink AttachToAll(KernelProgram program, string path, ImmutableArray<UsdtProbe> places, UsdtSpecs.Lease lease) => new UprobeMultiTarget(path)
    {
        FileOffsets = [.. places.Select(place => place.FileOffset)],
        ReferenceCounterOffsets = [.. places.Select(place => place.SemaphoreFileOffset)],
        Cookies = [.. lease.Ids.Select(id => (ulong)id)],
        Process = Process,
    }.AttachAt(program, this, path);

    private IEnumerable<Func<KernelLink>> AttachToEach(KernelProgram program, string path, ImmutableArray<UsdtProbe> places, UsdtSpecs.Lease lease)
    {
        bool hasCookies = program.Owner!.HasCookies;
        if (!hasCookies)
            lease.AddAddresses(Attaching(program), new UsdtAddresses(path, Process).Of(Attaching(program), places));
        return places.Select((place, i) => (Func<KernelLink>)(() => new UprobeTarget(path, "")
        {
            Process = Process,
            ReferenceCounterOffset = place.SemaphoreFileOffset,
            Cookie = hasCookies ? (ulong)lease.Ids[i] : 0,
        }.AttachAt(program, this, path, place.FileOffset)));
    }
}
