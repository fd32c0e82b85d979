// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>How the disassembler spells instructions.</summary>
public sealed record DisassemblerOptions
{
    /// <summary>The dialect; LLVM's unless set.</summary>
    public TextDialect Dialect { get; init; } = TextDialect.Llvm;

    /// <summary>
    /// LLVM's dialect only: the processor the text is for, as <c>llvm-objdump --mcpu</c>. From v3 on, 32-bit and smaller loads and stores
    /// name the register <c>w</c>. The default is that of llvm-objdump 19, which names it <c>r</c>.
    /// </summary>
    public CpuVersion CpuVersion { get; init; } = CpuVersion.V1;

    /// <summary>
    /// False prints what the original prints. True prints what the assembler turns into the same slots again: jumps go to labels, the kinds of
    /// calls and wide loads that llvm-objdump and the verifier print alike are spelt apart, and slots that are no valid instruction become
    /// <c>.8byte</c>.
    /// </summary>
    public bool Reassemblable { get; init; }

    /// <summary>Whether also the slips of llvm-objdump are wanted; see <see cref="ObjdumpListing"/>.</summary>
    internal bool IsListing { get; init; }

    /// <summary>Names of helpers by number, for dialects that print them; null where there is none.</summary>
    public Func<int, string?>? HelperName { get; init; }

    /// <summary>What instructions refer to by name, by slot: printed in place of the number that is not there yet.</summary>
    public IReadOnlyDictionary<int, PendingReference>? References { get; init; }
}
