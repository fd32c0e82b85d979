// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.VirtualMachines.Tests;

/// <summary>Definitions are accepted and refused as the kernel does, line by line in creation.txt.</summary>
public sealed class CreationTests : MapFixture
{
    public static TheoryData<int, string> Lines
    {
        get
        {
            var data = new TheoryData<int, string>();
            string[] lines = File.ReadAllLines(TestFiles.InRepository("tests", "Hornet.VirtualMachine.Tests", "Maps", "creation.txt"));
            for (int at = 0; at < lines.Length; at++)
            {
                if (!lines[at].StartsWith('#'))
                    data.Add(at + 1, lines[at]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_definition_gets_the_kernels_answer(int line, string text)
    {
        string[] halves = text.Split("=>", StringSplitOptions.TrimEntries);
        ulong[] numbers = [.. halves[0].Split(' ').Select(Number)];
        MapSpec spec = Spec((MapType)numbers[0], (uint)numbers[1], (uint)numbers[2], (uint)numbers[3], (MapCreateFlags)numbers[4]) with
        {
            Extra = numbers.Length > 5 ? numbers[5] : 0,
        };
        string answer = "ok";
        try
        {
            Create(spec).Dispose();
        }
        catch (MapException refused)
        {
            answer = refused.Error switch
            {
                MapError.Invalid => "EINVAL",
                MapError.TooBig => "E2BIG",
                MapError.NoMemory => "ENOMEM",
                MapError.NotSupportedInternally => "ENOTSUPP",
                _ => refused.Error.ToString(),
            };
        }

        answer.ShouldBe(halves[1], $"creation.txt({line})");
    }

    [Fact]
    public void A_map_larger_than_the_machines_memory_is_refused_with_ENOMEM()
    {
        Should.Throw<MapException>(() => Create(MapType.Array, 4, 1 << 20, 1u << 31)).Error.ShouldBe(MapError.NoMemory);
    }

    [Fact]
    public void A_refusal_names_the_map_and_what_is_wrong()
    {
        string message = Should.Throw<MapException>(() => Create(MapType.Hash, 4, 0, 1)).Message;
        message.ShouldStartWith("Creating the map 'm': ");
        message.ShouldContain("EINVAL");
    }

    [Fact]
    public void Structures_of_operations_are_refused_clearly()
    {
        Should.Throw<MapException>(() => Create(MapType.StructOperations, 4, 8, 1)).Message.ShouldContain("kernel");
    }

    [Fact]
    public void A_perf_event_array_without_capacity_gets_a_slot_a_CPU()
    {
        Create(MapType.PerfEventArray, 4, 4, 0).MaxEntries.ShouldBe(4u);
    }

    private static ulong Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);
}
