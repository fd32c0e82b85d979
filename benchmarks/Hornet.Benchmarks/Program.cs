// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Running;
using Hornet.Benchmarks.Engines;
using Hornet.Benchmarks.Filters;
using Hornet.Benchmarks.Kernel;

// Peers that are programs of their own have scripts beside this project, which call it for its rows.
if (args is ["kernel-maps", string records])
    return KernelMapRows.Run(records);
if (args is ["engines", ..])
    return EngineBenchmarks.Run(args.AsSpan(1));
if (args is ["filters", ..])
    return FilterBenchmarks.Run(args.AsSpan(1));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
