// SPDX-License-Identifier: Apache-2.0
// Writes the capture that ships with Hornet: dotnet run --project eng/SampleCapture -- samples/packets.pcap
using Hornet.Samples;

string path = args.Length > 0 ? args[0] : "samples/packets.pcap";
using FileStream file = File.Create(path);
SampleCapture.Write(file);
Console.WriteLine($"{path}: {file.Length} bytes");
