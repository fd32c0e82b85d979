// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Collects the helpers, family by family, into what becomes the <see cref="HelperTable"/>.</summary>
internal sealed unsafe class HelperTableBuilder
{
    private readonly HelperEntry[] _entries = new HelperEntry[HelperTable.Size];
    private readonly nint[] _functions = new nint[HelperTable.Size];

    /// <summary>What is known about each helper, by its number.</summary>
    public HelperEntry[] Entries => _entries;

    /// <summary>The function for each helper, by its number; 0 where there is none.</summary>
    public nint[] Functions => _functions;

    /// <summary>Adds a helper that does what the kernel's does.</summary>
    public void Add(HelperId id, delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> function, string note = "") =>
        Set(id, function, HelperSupport.Works, note);

    /// <summary>Adds a helper that works on the simulated kernel.</summary>
    public void Simulate(HelperId id, delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> function, string note) =>
        Set(id, function, HelperSupport.Simulated, note);

    /// <summary>Adds a helper whose effect is recorded.</summary>
    public void Record(HelperId id, delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> function, string note) =>
        Set(id, function, HelperSupport.Recorded, note);

    /// <summary>Says why a helper is not there.</summary>
    /// <param name="id">The helper.</param>
    /// <param name="reason">The end of a sentence: <c>it drives infrared hardware</c>.</param>
    public void Refuse(HelperId id, string reason) => Set(id, null, HelperSupport.Refused, reason);

    private void Set(
        HelperId id,
        delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong> function,
        HelperSupport support,
        string note)
    {
        int index = (int)id;
        if (_functions[index] != 0 || _entries[index].Note is not null)
            throw new InvalidOperationException($"Building the table of helpers: {id} is there twice.");
        _functions[index] = (nint)function;
        _entries[index] = new HelperEntry(support, note);
    }
}
