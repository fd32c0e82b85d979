// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Verification.Corpus;

namespace Hornet.Verification.Programs;

/// <summary>What global functions take, by their types and tags.</summary>
public sealed class SignatureTests
{
    [Theory]
    [InlineData("int work(u64 number)", "Scalar")]
    [InlineData("int work(struct __sk_buff *context)", "Context")]
    [InlineData("int work(struct sk_buff *context)", "Context")]
    [InlineData("int work(void *anything __arg_ctx)", "Context")]
    [InlineData("int work(struct pair *memory)", "Memory MaybeNull 16")]
    [InlineData("int work(struct pair *memory __arg_nonnull)", "Memory 16")]
    [InlineData("int work(struct bpf_dynptr *dynptr)", "DynptrPointer ReadOnly")]
    [InlineData("int work(void *address __arg_arena)", "Arena")]
    [InlineData("int work(void *address __arg_untrusted)", "Memory ReadOnly, Untrusted")]
    public void A_parameter_says_what_the_function_gets(string declaration, string argument) => Describe(Read(declaration)).ShouldBe(argument);

    [Theory]
    [InlineData("int work(void *anything)", "arg#0 reference type('UNKNOWN ') size cannot be determined: -22")]
    [InlineData("int work(u64 number __arg_ctx)", "arg#0 has pointer tag, but is not a pointer type")]
    [InlineData("int work(struct pair *memory __arg_ctx)", "arg#0 should be `struct __sk_buff *`")]
    [InlineData("int work(void *address __arg_arena __arg_nonnull)", "arg#0 arena cannot be combined with any other tags")]
    [InlineData("int work(void *address __arg_untrusted __arg_nonnull)", "arg#0 untrusted cannot be combined with any other tags")]
    [InlineData("int work(struct pair *memory __arg_nullable)", "arg#0 has invalid combination of tags")]
    [InlineData("int work(struct bpf_dynptr *dynptr __arg_nonnull)", "arg#0 has invalid combination of tags")]
    [InlineData("int work(struct pair *memory __arg_strange)", "arg#0 has unsupported set of tags")]
    [InlineData("void work(u64 number)", "Global function work() doesn't return scalar. Only those are supported.")]
    [InlineData("int work(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)", "Global function work() with 6 > 5 args. Buggy compiler.")]
    public void Not_every_signature_will_do(string declaration, string message) => Should.Throw<Refusal>(() => Read(declaration)).Message.ShouldBe(message);

    private static SubprogramArgument Read(string declaration)
    {
        var types = new CaseTypes();
        types.AddStruct("__sk_buff { u32 len; }");
        types.AddStruct("sk_buff { u32 len; }");
        types.AddStruct("pair { u64 first; u64 second; }");
        types.AddFunction(declaration);
        FunctionInfo main = types.Function(0, "program"), work = types.Function(2, "work");
        BpfObject bpfObject = ProgramText.Object("call work\nexit\nwork:\nr0 = 0\nexit");
        VerifiedProgram program = (bpfObject with { Btf = types.Build(), Programs = [bpfObject.Programs[0] with { Functions = [main, work] }] }).Resolve();
        return new SignatureReader(program).Read(program.Subprograms[1])[0];
    }

    private static string Describe(SubprogramArgument argument) =>
        argument.Kind + (argument.Flags == 0 ? "" : $" {argument.Flags}") + (argument.MemorySize == 0 ? "" : $" {argument.MemorySize}");
}
