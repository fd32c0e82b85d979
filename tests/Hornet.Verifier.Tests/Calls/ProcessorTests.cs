// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Verification.Programs;

namespace Hornet.Verification.Calls;

/// <summary>The number of the processor that a program runs on.</summary>
public sealed class ProcessorTests
{
    // A value of 16 bytes, and the processor's number for an offset in it.
    private const string Indexed = """
        call bpf_get_smp_processor_id
        r1 = map[numbers][0]+0
        r1 += r0
        r0 = *(u8 *)(r1 + 0)
        exit
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void It_is_less_than_the_processors_there_may_be(int processors) => Verify(processors).IsAccepted.ShouldBeTrue();

    [Fact]
    public void It_may_be_the_last_of_them() =>
        Verify(17).Failure!.Message.ShouldBe("invalid access to map value, value_size=16 off=16 size=1");

    private static VerificationResult Verify(int processors)
    {
        BpfObject bpfObject = ProgramText.Object(Indexed, maps: ProgramText.Array());
        return Verifier.Verify(bpfObject, bpfObject.Programs[0], new VerifierOptions { Processors = processors });
    }
}
