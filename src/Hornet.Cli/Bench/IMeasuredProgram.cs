// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli.Bench;

/// <summary>A program that an engine has ready, and that can be run many times for a measurement.</summary>
internal interface IMeasuredProgram
{
    /// <summary>How many inputs it runs over.</summary>
    int InputCount { get; }

    /// <summary>Runs the program; with several inputs, over each the same number of times.</summary>
    /// <param name="count">How often to run it over each input.</param>
    /// <returns>The mean time of one run in nanoseconds.</returns>
    double Run(int count);
}
