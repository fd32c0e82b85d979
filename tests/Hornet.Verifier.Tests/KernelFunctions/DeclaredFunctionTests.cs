// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Kernel functions on a machine whose kernel types are not known: the object's own declarations count.</summary>
public sealed class DeclaredFunctionTests
{
    [Fact]
    public void A_task_is_acquired_and_released() => Verify("""
          r1 = 1
          call bpf_task_from_pid
          if r0 == 0 goto out
          r1 = r0
          call bpf_task_release
        out:
          r0 = 0
          exit
        """).IsAccepted.ShouldBeTrue();

    [Fact]
    public void A_task_that_is_kept_is_a_leak() => Message("""
          r1 = 1
          call bpf_task_from_pid
          r0 = 0
          exit
        """).ShouldBe("Unreleased reference id=2 alloc_insn=1");

    [Fact]
    public void A_task_of_another_type_is_refused() => Message("""
          r1 = 1
          call bpf_task_from_pid
          if r0 == 0 goto out
          r1 = r0
          call bpf_cgroup_release
        out:
          r0 = 0
          exit
        """).ShouldBe("kernel function bpf_cgroup_release args#0 expected pointer to STRUCT cgroup but R1 has a pointer to FWD task_struct");

    [Fact]
    public void A_structure_that_is_only_declared_cannot_be_read() => Message("""
          r1 = 1
          call bpf_task_from_pid
          if r0 == 0 goto out
          r6 = r0
          r1 = *(u64 *)(r6 + 0)
          r1 = r6
          call bpf_task_release
        out:
          r0 = 0
          exit
        """).ShouldNotBeEmpty();

    [Fact]
    public void Numbers_are_walked() => Verify("""
          r1 = r10
          r1 += -8
          r2 = 0
          r3 = 10
          call bpf_iter_num_new
        loop:
          r1 = r10
          r1 += -8
          call bpf_iter_num_next
          if r0 == 0 goto done
          r1 = *(u32 *)(r0 + 0)
          goto loop
        done:
          r1 = r10
          r1 += -8
          call bpf_iter_num_destroy
          r0 = 0
          exit
        """).IsAccepted.ShouldBeTrue();

    [Fact]
    public void A_function_that_Linux_does_not_have_is_refused() => Message("""
          r1 = 1
          call bpf_no_such_function
          r0 = 0
          exit
        """).ShouldContain("bpf_no_such_function");

    [Fact]
    public void A_function_for_other_programs_is_refused() => Message("""
          r1 = 1
          call bpf_task_from_pid
          r0 = 0
          exit
        """, "socket").ShouldBe("calling kernel function bpf_task_from_pid is not allowed");

    private static string Message(string code, string section = "tc") => Verify(code, section).Failure.ShouldNotBeNull().Message;

    private static VerificationResult Verify(string code, string section = "tc")
    {
        BpfObject parsed = BpfAssembly.Parse(code, new BpfAssemblyOptions { SectionName = section, License = "GPL", Dialect = TextDialect.Llvm });
        var types = new BtfBuilder();
        uint number = types.AddInt("int", 4, BtfIntEncoding.Signed);
        uint task = types.AddPointer(types.AddForward("task_struct"));
        uint group = types.AddPointer(types.AddStruct("cgroup", 4, new BtfMember("level", number, 0, 0)));
        uint iterator = types.AddPointer(types.AddStruct("bpf_iter_num", 8, new BtfMember("opaque", types.AddInt("unsigned long", 8), 0, 0)));
        ExternSpec Declare(string name, uint result, params BtfParameter[] parameters) =>
            new(name, ExternKind.KernelFunction, types.AddFunctionPrototype(result, parameters), IsWeak: false);
        ExternSpec[] externs =
        [
            Declare("bpf_task_from_pid", task, new BtfParameter("pid", number)),
            Declare("bpf_task_release", 0, new BtfParameter("p", task)),
            Declare("bpf_cgroup_release", 0, new BtfParameter("cgrp", group)),
            Declare("bpf_iter_num_new", number, new BtfParameter("it", iterator), new BtfParameter("start", number), new BtfParameter("end", number)),
            Declare("bpf_iter_num_next", types.AddPointer(number), new BtfParameter("it", iterator)),
            Declare("bpf_iter_num_destroy", 0, new BtfParameter("it", iterator)),
            Declare("bpf_no_such_function", number, new BtfParameter("value", number)),
        ];
        BpfObject declared = parsed with { Btf = types.Build(), Externs = [.. externs] };
        return Verifier.Verify(declared, declared.Programs[0]);
    }
}
