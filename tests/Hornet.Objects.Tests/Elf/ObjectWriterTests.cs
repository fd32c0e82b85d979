// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects.Tests.Elf;

public sealed class ObjectWriterTests
{
    public static TheoryData<string> Objects => [.. Fixture.All];

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_written_and_read_again_is_the_same(string name)
    {
        BpfObject read = Fixture.Load(name);
        BpfObject again = BpfObject.Parse(read.ToElf(), read.Name);
        ObjectText.Print(again).ShouldBe(ObjectText.Print(read));
    }
}
