// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Seccomp;

/// <summary>A list of C strings, as execve(2) takes arguments and environment.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int _count;

    /// <summary>Copies strings.</summary>
    public NativeStrings(IReadOnlyCollection<string> strings)
    {
        _count = strings.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        int index = 0;
        foreach (string text in strings)
            Pointer[index++] = (byte*)Marshal.StringToCoTaskMemUTF8(text);
    }

    /// <summary>The environment of this process.</summary>
    public static NativeStrings Environment()
    {
        List<string> variables = [];
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables.Add($"{variable.Key}={variable.Value}");
        return new NativeStrings(variables);
    }

    /// <summary>The list, with a null pointer at its end.</summary>
    public byte** Pointer { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
    }
}
