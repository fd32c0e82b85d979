// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The template arguments of the function whose types are being written. What an argument says itself refers to the scope outside.</summary>
internal sealed record TemplateScope(ListNode Arguments, TemplateScope? Outside);
