// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Bytecode.Classic;
using Hornet.Tests;

namespace Hornet.Bytecode.Tests.Classic;

/// <summary>The interpreter with libpcap's semantics against the interpreter of the libpcap that comes with tcpdump.</summary>
public sealed unsafe class LibpcapComparisonTests
{
    private const int Programs = 5000;
    private const uint WireLength = 1500;

    [ToolFact("tcpdump")]
    public void Random_programs_return_what_they_return_in_libpcap()
    {
        nint library = 0;
        foreach (string name in (string[])["libpcap.so.0.8", "libpcap.so.1", "libpcap.so"])
        {
            if (library == 0)
                NativeLibrary.TryLoad(name, out library);
        }

        library.ShouldNotBe(0, "tcpdump is here, but its library is not");
        var filter = (delegate* unmanaged<ClassicInstruction*, byte*, uint, uint, uint>)NativeLibrary.GetExport(library, "bpf_filter");
        var validate = (delegate* unmanaged<ClassicInstruction*, int, int>)NativeLibrary.GetExport(library, "bpf_validate");
        var random = new Random(77);
        int compared = 0;
        int nonzero = 0;
        for (int round = 0; round < Programs; round++)
        {
            ClassicInstruction[] program = RandomPrograms.Any(random, random.Next(1, 50));

            // Versions before 1.11 take some codes that are none, and leave scratch memory as it was: Linux' rules exclude both.
            if (!ClassicValidator.TryValidate(program, out _))
                continue;
            byte[] packet = new byte[random.Next(1, 80)];
            random.NextBytes(packet);
            string text = ClassicText.Format(program, ClassicTextFormat.Listing) + Convert.ToHexStringLower(packet);
            fixed (ClassicInstruction* instructions = program)
            fixed (byte* bytes = packet)
            {
                ClassicValidator.TryValidate(program, out _, ClassicSemantics.Libpcap).ShouldBeTrue(text);
                validate(instructions, program.Length).ShouldNotBe(0, text);
                uint expected = filter(instructions, bytes, WireLength, (uint)packet.Length);
                new ClassicFilter(program, ClassicSemantics.Libpcap).Run(packet, new ClassicPacketContext { WireLength = WireLength }).ShouldBe(expected, text);
                nonzero += expected != 0 ? 1 : 0;
            }

            compared++;
        }

        compared.ShouldBeGreaterThan(Programs / 3);
        nonzero.ShouldBeGreaterThan(Programs / 50);
    }
}
