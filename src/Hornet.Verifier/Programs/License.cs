// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Licences that programs declare.</summary>
internal static class License
{
    /// <summary>Whether the kernel takes a licence for compatible with the GPL, so that a program may call what is for such programs only.</summary>
    public static bool IsGplCompatible(string license) => license is "GPL" or "GPL v2" or "GPL and additional rights" or "Dual BSD/GPL" or "Dual MIT/GPL"
        or "Dual MPL/GPL";
}
