// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Types to walk through, as a kernel's BTF would have them.</summary>
internal sealed class SampleTypes
{
    public SampleTypes()
    {
        var builder = new BtfBuilder();
        uint number = builder.AddInt("unsigned int", 4);
        uint character = builder.AddInt("char", 1, BtfIntEncoding.Char);
        Inner = builder.AddStruct("inner", 8, new BtfMember("first", number, 0, 0), new BtfMember("second", number, 32, 0));
        uint pointer = builder.AddPointer(builder.AddTypedef("inner_t", Inner));
        uint tagged = builder.AddPointer(builder.Add(new BtfTypeTag(0, "rcu", Inner)));
        uint nothing = builder.AddPointer(0);
        Both = builder.AddUnion("both", 8, new BtfMember("pointer", pointer, 0, 0), new BtfMember("number", number, 0, 0));
        uint inners = builder.AddArray(Inner, number, 3);
        uint characters = builder.AddArray(character, number, 16);
        uint bits = number;
        Outer = builder.AddStruct(
            "outer",
            112,
            new BtfMember("inner", Inner, 0, 0),
            new BtfMember("pointer", pointer, 64, 0),
            new BtfMember("tagged", tagged, 128, 0),
            new BtfMember("nothing", nothing, 192, 0),
            new BtfMember("both", Both, 256, 0),
            new BtfMember("inners", inners, 320, 0),
            new BtfMember("scratch", characters, 512, 0),
            new BtfMember("low", bits, 640, 5),
            new BtfMember("high", bits, 645, 3),
            new BtfMember("last", number, 704, 0));
        uint flexible = builder.AddArray(Inner, number, 0);
        Open = builder.AddStruct("open", 4, new BtfMember("count", number, 0, 0), new BtfMember("elements", flexible, 32, 0));
        Btfs = new BtfSet(null, builder.Build(), []);
        Walker = new TypeWalker(Btfs);
    }

    public BtfSet Btfs { get; }

    public TypeWalker Walker { get; }

    public uint Inner { get; }

    public uint Both { get; }

    public uint Outer { get; }

    public uint Open { get; }
}
