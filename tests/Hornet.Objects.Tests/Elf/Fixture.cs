// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Objects.Tests.Elf;

/// <summary>The objects of tests/fixtures, by variant (compiler and options) and topic (source file).</summary>
internal static class Fixture
{
    public const string Usual = "clang-v3";

    private static readonly string Folder = TestFiles.InRepository("tests", "fixtures", "objects");

    /// <summary>Every object as <c>variant/topic</c>.</summary>
    public static IEnumerable<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.o", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file)[..^2].Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static string PathOf(string name) => Path.Combine(Folder, name + ".o");

    public static BpfObject Load(string name) => BpfObject.Load(PathOf(name));

    /// <summary>The objects of a topic.</summary>
    public static TheoryData<string> Of(string topic) => [.. All.Where(name => name.EndsWith("/" + topic, StringComparison.Ordinal))];

    public static ProgramSpec Program(this BpfObject obj, string name) => obj.Programs.Single(program => program.Name == name);

    public static MapSpec Map(this BpfObject obj, string name) => obj.Maps.Single(map => map.Name == name);

    /// <summary>The key of an initial value as a number.</summary>
    public static uint KeyNumber(this BpfObject obj, MapInitialValue value) =>
        obj.IsBigEndian
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(value.Key.AsSpan())
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(value.Key.AsSpan());
}
