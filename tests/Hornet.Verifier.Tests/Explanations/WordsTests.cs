// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification.Explanations;

/// <summary>Plain words for kinds of values and for what gives back what was taken.</summary>
public sealed class WordsTests
{
    [Theory]
    [InlineData("map_ptr", "a map")]
    [InlineData("scalar", "a number")]
    [InlineData("ptr_, trusted_ptr_, rcu_ptr_", "a kernel object, a trusted kernel object or a kernel object protected by RCU")]
    [InlineData("sock_common, sock, tcp_sock, xdp_sock, ptr_, trusted_ptr_", "a socket, a kernel object or a trusted kernel object")]
    [InlineData("fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_", "memory: the stack, a packet, a map's key or value, or what a helper returned")]
    [InlineData("map_value, ", "a map's value")]
    [InlineData("something_new", "something_new")]
    public void Kinds_of_arguments_are_said_in_plain_words(string kinds, string words) => TypeWords.Describe(kinds).ShouldBe(words);

    [Theory]
    [InlineData("bpf_ringbuf_reserve", "bpf_ringbuf_submit() or bpf_ringbuf_discard()")]
    [InlineData("bpf_sk_lookup_udp", "bpf_sk_release()")]
    [InlineData("bpf_iter_task_new", "bpf_iter_task_destroy()")]
    [InlineData("bpf_task_acquire", "bpf_task_release()")]
    public void What_gives_back_what_was_taken_is_known(string acquire, string release) => ReleaseFunctions.Of(acquire).ShouldBe(release);

    [Fact]
    public void Of_an_unknown_function_the_common_ones_are_said() => ReleaseFunctions.Of("bpf_take_it").ShouldContain("bpf_sk_release()");
}
