// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Objects;

/// <summary>
/// Makes a map of each variable in <c>.struct_ops</c> and <c>.struct_ops.link</c>: a kernel structure of functions, with the programs that
/// fill its members. Which bytes the kernel takes depends on its own layout of the structure; that is the host's part.
/// </summary>
internal sealed class StructOperationsReader(ElfFile elf, Btf btf, ReferenceResolver resolver)
{
    private const string Plain = ".struct_ops";
    private const string Link = ".struct_ops.link";
    private const uint LinkFlag = 1 << 13;

    /// <summary>The section that a structure comes from.</summary>
    public static string SectionOf(MapSpec map) => (map.AutoCreate ? "" : "?") + ((map.Flags & LinkFlag) != 0 ? Link : Plain);

    public IEnumerable<MapSpec> Read()
    {
        foreach (ElfSection section in elf.Sections)
        {
            bool isOptional = section.Name.StartsWith('?');
            string name = isOptional ? section.Name[1..] : section.Name;
            if (section.Type != ElfSectionType.ProgramBits || name is not (Plain or Link) || section.Size == 0)
                continue;
            if (btf.FindByName(section.Name, BtfKind.DataSection) is not BtfDataSection data)
                throw elf.Bytes(section).Error("the type information does not describe this section");
            foreach (MapSpec map in Read(section, data, name == Link, isOptional))
                yield return map;
        }
    }

    private IEnumerable<MapSpec> Read(ElfSection section, BtfDataSection data, bool isLink, bool isOptional)
    {
        SectionBytes bytes = elf.Bytes(section);
        List<ElfRelocation> relocations = [.. elf.Relocations(section).OrderBy(relocation => relocation.Offset)];
        int next = 0;
        foreach (BtfSectionVariable place in data.Variables)
        {
            if (btf[place.TypeId] is not BtfVariable variable || btf[btf.Resolve(variable.TypeId)] is not BtfStruct { IsUnion: false } type)
                throw bytes.Error($"the variable at offset {place.Offset} is no structure", place.Offset);
            ReadOnlyMemory<byte> value = bytes.Slice(place.Offset, type.Size, $"structure '{variable.Name}'");

            List<DataReference> functions = [];
            while (next < relocations.Count && relocations[next].Offset < place.Offset + type.Size)
            {
                ElfRelocation relocation = relocations[next++];
                if (relocation.Type == ElfRelocationType.None || relocation.Offset < place.Offset)
                    continue;
                DataReference reference = DataSectionReader.Reference(resolver, bytes, relocation)
                    ?? throw bytes.Error($"the pointer at offset {relocation.Offset} refers to nothing that is known", (long)relocation.Offset);
                functions.Add(reference with { Offset = reference.Offset - (int)place.Offset });
            }

            yield return new MapSpec
            {
                Name = variable.Name,
                Type = MapType.StructOperations,
                KeySize = 4,
                ValueSize = type.Size,
                MaxEntries = 1,
                Flags = isLink ? LinkFlag : 0,
                ValueTypeId = variable.TypeId,
                StructOperationsType = type.Name,
                AutoCreate = !isOptional,
                InitialValues =
                [
                    new MapInitialValue(
                        MapDefinitionReader.Key(0, elf.IsBigEndian), MapInitialValueKind.Bytes, ImmutableCollectionsMarshal.AsImmutableArray(value.ToArray())),
                ],
                DataReferences = [.. functions],
            };
        }
    }
}
