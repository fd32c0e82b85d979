// SPDX-License-Identifier: Apache-2.0
using Hornet.Generator;

const string Usage = """
    Writes src/Hornet.Objects/Vocabulary/*.g.cs and src/Hornet.Seccomp/Syscalls/*.g.cs from the fact tables in eng/Hornet.Generator/data.

      generate [FOLDER]   write the sources (into FOLDER instead of the libraries')
      snapshot [FILE]     take the kernel's enumerations and structures from /sys/kernel/btf/vmlinux into data/kernel.txt (or FILE)
      probe [FILE]        as root: ask the running kernel's verifier what each program type may do, into data/probed.txt (or FILE)
    """;

string repository = DataFile.FindRepository(AppContext.BaseDirectory);
string data = Path.Combine(repository, "eng", "Hornet.Generator", "data");
switch (args)
{
    case ["generate"] or ["generate", _]:
        string folder = args.Length > 1 ? args[1] : Path.Combine(repository, "src", "Hornet.Objects", "Vocabulary");
        Directory.CreateDirectory(folder);
        foreach ((string name, string text) in Vocabulary.Generate(data))
            File.WriteAllText(Path.Combine(folder, name), text);
        string calls = args.Length > 1 ? args[1] : Path.Combine(repository, "src", "Hornet.Seccomp", "Syscalls");
        File.WriteAllText(Path.Combine(calls, SystemCallEmitter.FileName), SystemCallEmitter.Generate(data));
        return 0;
    case ["snapshot"] or ["snapshot", _]:
        File.WriteAllText(args.Length > 1 ? args[1] : Path.Combine(data, "kernel.txt"), Vocabulary.TakeSnapshot(data));
        return 0;
    case ["probe"] or ["probe", _]:
        File.WriteAllText(args.Length > 1 ? args[1] : Path.Combine(data, "probed.txt"), Vocabulary.Probe(data));
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
