// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

public sealed class DeclaredNamesTests
{
    [Theory]
    [InlineData("int f(void)", "")]
    [InlineData("int f(struct s *p, u32 size__sz)", "p size__sz")]
    [InlineData("int f(struct bpf_rb_root *root, bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), u64 off)", "root less off")]
    [InlineData("void *f(const char *fmt__str, int (*callback)(void *map, int *key), unsigned int values[])", "fmt__str callback values")]
    [InlineData("no function", "")]
    public void Parameters_are_found_by_name(string declaration, string names) => string.Join(' ', DeclaredNames.Of(declaration)).ShouldBe(names);
}
