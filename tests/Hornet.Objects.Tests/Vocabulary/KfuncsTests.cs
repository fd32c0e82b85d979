// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects.Tests;

public sealed class KfuncsTests
{
    [Fact]
    public void Every_function_is_found_by_its_name_and_has_a_caller()
    {
        Kfuncs.All.Count().ShouldBe(Kfuncs.Count);
        foreach (Kfunc function in Kfuncs.All)
        {
            Kfuncs.Find(function.Name).ShouldBeSameAs(function);
            function.ToString().ShouldContain(function.Name + "(");
            Enum.GetValues<ProgramType>().ShouldContain(type => type != ProgramType.Extension && function.IsAllowed(type), function.Name);
        }
    }

    [Fact]
    public void A_function_tells_what_it_acquires_and_who_may_call_it()
    {
        Kfunc acquire = Kfuncs.Find("bpf_task_acquire")!;
        acquire.Signature.ShouldBe("struct task_struct *bpf_task_acquire(struct task_struct *p)");
        acquire.Traits.ShouldBe(KfuncTraits.Acquires | KfuncTraits.MaybeNull | KfuncTraits.RcuArguments);
        acquire.IsAllowed(ProgramType.Tracing).ShouldBeTrue();
        acquire.IsAllowed(ProgramType.Lsm).ShouldBeTrue();
        acquire.IsAllowed(ProgramType.SocketFilter).ShouldBeFalse();
        acquire.IsAllowed(ProgramType.Extension).ShouldBeTrue();
    }

    [Fact]
    public void Some_functions_depend_on_the_hook()
    {
        Kfunc destroy = Kfuncs.Find("bpf_sock_destroy")!;
        destroy.IsAllowed(ProgramType.Tracing).ShouldBeTrue();
        destroy.IsAllowed(ProgramType.Tracing, AttachType.TraceIterator).ShouldBeTrue();
        destroy.IsAllowed(ProgramType.Tracing, AttachType.TraceFunctionEntry).ShouldBeFalse();
    }

    [Fact]
    public void An_unknown_name_has_no_function() => Kfuncs.Find("bpf_no_such_function").ShouldBeNull();

    [Fact]
    public void Iterators_come_in_threes()
    {
        foreach (Kfunc start in Kfuncs.All.Where(function => function.Has(KfuncTraits.IteratorNew)))
        {
            string stem = start.Name[..^"_new".Length];
            Kfuncs.Find(stem + "_next").ShouldNotBeNull().Has(KfuncTraits.IteratorNext | KfuncTraits.MaybeNull).ShouldBeTrue();
            Kfuncs.Find(stem + "_destroy").ShouldNotBeNull().Has(KfuncTraits.IteratorDestroy).ShouldBeTrue();
        }
    }
}
