// SPDX-License-Identifier: Apache-2.0
using Hornet.Cli;

return HornetCommand.Run(args, Terminal.OfThisProcess());
