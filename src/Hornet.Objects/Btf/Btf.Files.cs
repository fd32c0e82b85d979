// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects.Interop;

namespace Hornet.Objects;

// Files: raw BTF, ELF objects, the running kernel.
public sealed partial class Btf
{
    private const string KernelFolder = "/sys/kernel/btf";

    /// <summary>Opens the BTF of a file: raw BTF, or an ELF object with a <c>.BTF</c> section.</summary>
    /// <param name="path">The file.</param>
    /// <param name="baseBtf">The BTF that a split one continues.</param>
    /// <exception cref="ObjectFormatException">The file holds no BTF, or it is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Btf Load(string path, Btf? baseBtf = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] file = ReadFile(path);
        if (!ElfSectionFinder.IsElf(file))
            return Parse(file, baseBtf);
        ReadOnlyMemory<byte> section = ElfSectionFinder.Find(file, ".BTF"u8)
            ?? throw new ObjectFormatException($"Reading BTF: {path} has no {SectionName} section; compile with -g.", SectionName);
        return Parse(section, baseBtf);
    }

    /// <summary>
    /// Opens the BTF of the running kernel. The kernel's memory is mapped, not copied, where it allows that (since Linux 6.16); it stays
    /// mapped for the life of the process, whatever the number of calls.
    /// </summary>
    /// <exception cref="ObjectFormatException">What the kernel gives is damaged.</exception>
    /// <exception cref="IOException">The kernel has no BTF (<c>CONFIG_DEBUG_INFO_BTF</c>), or this is not Linux.</exception>
    public static Btf LoadKernel() => Parse(KernelMapping.Value);

    /// <summary>Opens the BTF of a module of the running kernel.</summary>
    /// <param name="module">The module's name.</param>
    /// <param name="kernel">The kernel's BTF (<see cref="LoadKernel"/>), which it continues.</param>
    /// <exception cref="ObjectFormatException">What the kernel gives is damaged.</exception>
    /// <exception cref="IOException">There is no such module, or it has no BTF.</exception>
    public static Btf LoadKernelModule(string module, Btf kernel)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentNullException.ThrowIfNull(kernel);
        return Parse(ReadFile(Path.Combine(KernelFolder, module)), kernel);
    }

    /// <summary>The BTF of every module of the running kernel that has one, opened as the enumeration reaches it.</summary>
    /// <param name="kernel">The kernel's BTF (<see cref="LoadKernel"/>), which they continue.</param>
    /// <exception cref="ObjectFormatException">What the kernel gives is damaged.</exception>
    public static IEnumerable<CoreModule> LoadKernelModules(Btf kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return Modules();

        IEnumerable<CoreModule> Modules()
        {
            if (!Directory.Exists(KernelFolder))
                yield break;
            foreach (string path in Directory.EnumerateFiles(KernelFolder).Order(StringComparer.Ordinal))
            {
                string name = Path.GetFileName(path);
                if (name != "vmlinux")
                    yield return new CoreModule(name, LoadKernelModule(name, kernel));
            }
        }
    }

    private static readonly Lazy<ReadOnlyMemory<byte>> KernelMapping =
        new(() => MappedFile.TryMap(Path.Combine(KernelFolder, "vmlinux")) ?? ReadFile(Path.Combine(KernelFolder, "vmlinux")), LazyThreadSafetyMode.PublicationOnly);

    private static byte[] ReadFile(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long size = RandomAccess.GetLength(file);
        if (size > Array.MaxLength)
            throw new ObjectFormatException($"Reading BTF: {path} is too large ({size} bytes).");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)size);
        int length = 0;
        while (length < bytes.Length)
        {
            int read = RandomAccess.Read(file, bytes.AsSpan(length), length);
            if (read == 0)
                break;
            length += read;
        }

        return length == bytes.Length ? bytes : bytes[..length];
    }
}
