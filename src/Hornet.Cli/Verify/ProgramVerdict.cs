// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Verification;

namespace Hornet.Cli.Verify;

/// <summary>Hornet's verdict about a program, and the kernel's where it was asked.</summary>
internal sealed record ProgramVerdict(VerificationResult Result, KernelVerdict? Kernel);
