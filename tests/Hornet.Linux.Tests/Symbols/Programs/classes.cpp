// SPDX-License-Identifier: Apache-2.0
// Functions of C++, for the tests of names.
#include <string>

namespace ns
{
struct Shape
{
	__attribute__((noinline)) Shape(int n) : value(n) {}
	__attribute__((noinline)) int area(int scale) const { return value * scale; }
	__attribute__((noinline)) int area(const char *text, const std::string &more) { return value + text[0] + more.size(); }
	__attribute__((noinline)) int operator[](int i) { return value + i; }
	int value;
};

template <typename T> __attribute__((noinline)) T twice(T value) { return value + value; }
}

// Its throwing half becomes risky(int) [clone .cold].
__attribute__((noinline)) int risky(int x)
{
	if (x > 1000)
		throw std::string("too large ") + std::to_string(x);
	return x + 7;
}

__attribute__((noinline)) int plain(int x) { return x + 1; }

int main(int argc, char **argv)
{
	ns::Shape shape(argc);
	return shape.area(2) + shape.area(argv[0], "more") + shape[3] + ns::twice(argc) + (int)ns::twice(2.0 * argc) + plain(argc) + risky(argc);
}
