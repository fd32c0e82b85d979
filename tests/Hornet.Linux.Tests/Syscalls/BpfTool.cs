// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Linux.Tests.Infrastructure;

namespace Hornet.Linux.Tests.Syscalls;

/// <summary>Asks bpftool, whose answers are JSON.</summary>
internal static class BpfTool
{
    /// <summary>Runs bpftool with <c>-j</c>.</summary>
    public static JsonElement Json(params string[] arguments)
    {
        using JsonDocument document = JsonDocument.Parse(TestTool.Run("bpftool", ["-j", .. arguments]));
        return document.RootElement.Clone();
    }

    /// <summary>The object with an id in a list such as that of <c>bpftool prog show</c>.</summary>
    public static JsonElement Find(JsonElement list, uint id) => list.EnumerateArray().Single(element => element.GetProperty("id").GetUInt32() == id);

    /// <summary>A path for a pin that no other test uses.</summary>
    public static string PinPath() => $"/sys/fs/bpf/hornet_test_{Environment.ProcessId}_{Guid.NewGuid():N}";
}
