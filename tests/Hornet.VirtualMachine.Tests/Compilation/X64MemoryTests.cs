// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.Versioning;
using Hornet.Objects;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>The pages that machine code is in: executable, not writable, and given back.</summary>
[RunsOn(Engine.X64)]
[SupportedOSPlatform("linux")]
public sealed class X64MemoryTests : EngineTests
{
    [EngineFact]
    public void Machine_code_is_executable_and_not_writable()
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Kprobe, Move(0, 7), Exit));
        loaded.Programs["test"].Run([]).ReturnValue.ShouldBe(7u);
        MachineFunction code = loaded.Program("test").ReadMachineCode().ShouldHaveSingleItem();
        ProtectionAt(code.Address).ShouldBe("r-xp");
    }

    [EngineFact]
    public void Pages_are_writable_only_before_they_are_executable_and_gone_afterwards()
    {
        // Larger than what other tests ask for at the same time, so that none of them gets the same place at once.
        const int Length = 8 << 20;
        ulong start;
        using (var memory = ExecutableMemory.Create(new byte[Length]))
        {
            start = Address(memory);
            ProtectionAt(start).ShouldBe("r-xp");
            ProtectionAt(start + Length - 1).ShouldBe("r-xp");
        }

        ProtectionAt(start + (Length / 2)).ShouldNotBe("r-xp");
    }

    [EngineFact]
    public void A_program_that_is_unloaded_leaves_no_code_behind()
    {
        using var machine = new VirtualMachine(Verified);
        VirtualObject loaded = machine.Load(Object(ProgramType.Kprobe, Move(0, 7), Exit));
        CompiledProgram compiled = loaded.Program("test").Code.Compiled!;
        loaded.Dispose();
        Should.Throw<ObjectDisposedException>(() => compiled.ReadMachineCode());
    }

    private static unsafe ulong Address(ExecutableMemory memory) => (ulong)memory.Start;

    /// <summary>What may be done with the memory at an address, as <c>/proc/self/maps</c> writes it; empty when there is none.</summary>
    private static string ProtectionAt(ulong address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] fields = line.Split(' ', '-');
            if (address >= ulong.Parse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                && address < ulong.Parse(fields[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            {
                return line.Split(' ')[1];
            }
        }

        return "";
    }
}
