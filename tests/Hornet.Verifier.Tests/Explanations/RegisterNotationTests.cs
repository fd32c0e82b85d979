// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification.Explanations;

public sealed class RegisterNotationTests
{
    [Theory]
    [InlineData("42", "the number 42")]
    [InlineData("-1", "the number -1")]
    [InlineData("P3", "the number 3")]
    [InlineData("0xffffffff", "the number 4294967295")]
    [InlineData("scalar()", "a number of which nothing is known")]
    [InlineData("scalar(id=1)", "a number of which nothing is known")]
    [InlineData("scalar(smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))", "a number from 0 to 255")]
    [InlineData("Pscalar(smin=smin32=0,smax=umax=smax32=umax32=1020,var_off=(0x0; 0x3fc))", "a number from 0 to 1020, a multiple of 4")]
    [InlineData("scalar(smin=umin=umin32=101,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))", "a number from 101 to 4294967295")]
    [InlineData("scalar(smin=-5,smax=10)", "a number from -5 to 10")]
    [InlineData("scalar(smax=100)", "a number of at most 100, possibly negative")]
    [InlineData("scalar(smin=1)", "a number of at least 1, without an upper limit")]
    [InlineData("scalar(umax32=7)", "a number of which only the lower 32 bits have limits")]
    [InlineData("fp0", "the top of the stack")]
    [InlineData("fp-16", "a pointer to the stack at fp-16")]
    [InlineData("ctx()", "the context")]
    [InlineData("ctx(off=4)", "the context, 4 bytes after its start")]
    [InlineData("pkt(r=0)", "a pointer into the packet, at its start; no byte of the packet is proven to exist")]
    [InlineData("pkt(off=14,r=34)", "a pointer into the packet, 14 bytes after its start; 34 bytes of the packet are proven to exist")]
    [InlineData("pkt(off=34,r=0xfffffffffffffffe)", "a pointer into the packet, at or behind its end")]
    [InlineData("pkt(id=1,off=4,r=8,smin=smin32=0,smax=umax=smax32=umax32=15,var_off=(0x0; 0xf))",
        "a pointer into the packet, 4 bytes after a place that a number which is not constant (0 to 15) leads to; 8 bytes from that place on are proven to exist")]
    [InlineData("pkt_end()", "the end of the packet (data_end)")]
    [InlineData("map_value(map=counts,ks=4,vs=8)", "a pointer to a value of the map 'counts' (8 bytes)")]
    [InlineData("map_value_or_null(id=1,map=counts,ks=4,vs=8)", "a pointer to a value of the map 'counts' (8 bytes) or NULL: not tested yet")]
    [InlineData("map_value(map=array,ks=4,vs=64,smin=smin32=0,smax=umax=smax32=umax32=255,var_off=(0x0; 0xff))",
        "a pointer to a value of the map 'array' (64 bytes), moved by a number that is not constant (0 to 255)")]
    [InlineData("map_ptr(map=counts,ks=4,vs=8)", "the map 'counts'")]
    [InlineData("ringbuf_mem_or_null(id=2,ref_obj_id=2,sz=8)", "a ring buffer's record of 8 bytes or NULL: not tested yet")]
    [InlineData("trusted_ptr_task_struct()", "a trusted pointer to a kernel object of the type task_struct")]
    [InlineData("ptr_sock(off=-8)", "a pointer to a kernel object of the type sock, 8 bytes before its start")]
    [InlineData("rcu_ptr_or_null_cgroup(id=2)", "a pointer, protected by RCU, to a kernel object of the type cgroup or NULL: not tested yet")]
    [InlineData("something_new()", "a pointer of the kind something_new")]
    [InlineData("", "nothing: it was never written")]
    public void The_notation_of_the_log_is_said_in_plain_words(string notation, string words) => RegisterNotation.Describe(notation).ShouldBe(words);
}
