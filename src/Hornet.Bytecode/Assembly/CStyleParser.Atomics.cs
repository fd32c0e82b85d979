// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

// Atomic operations in the spellings of LLVM and of the kernel.
internal sealed partial class CStyleParser
{
    /// <summary><c>lock *(u64 *)(r1 + 0) += r2</c>.</summary>
    private void ParseLocked()
    {
        MemorySize size = TakePointerCast(out bool isSigned, out Token type);
        RequireAtomicSize(size, isSigned, type);
        (Register register, short offset) = TakeAddress();
        AtomicOperation operation = Current.Text switch
        {
            "+=" => AtomicOperation.Add,
            "|=" => AtomicOperation.Or,
            "&=" => AtomicOperation.And,
            "^=" => AtomicOperation.Xor,
            _ => throw Fail("expected '+=', '|=', '&=' or '^='"),
        };
        Advance();
        AddAtomic(size, register, TakeValue(size).Register, offset, operation);
    }

    /// <summary><c>store_release((u64 *)(r1 + 0), r2)</c>.</summary>
    private void ParseStoreRelease()
    {
        Take("(");
        MemorySize size = TakeCast(out bool isSigned, out Token type);
        if (isSigned)
            throw Problem(type, "store_release has the types u8, u16, u32 and u64");
        (Register register, short offset) = TakeAddress();
        Take(",");
        AddAtomic(size, register, TakeValue(size).Register, offset, AtomicOperation.StoreRelease);
        Take(")");
    }

    /// <summary>Parses an atomic operation that returns a value, from its name on; false when the name is none of theirs.</summary>
    private bool TryParseAtomic(RegisterOperand destination)
    {
        string name = Current.Text;
        switch (name)
        {
            case "xchg_64" or "xchg32_32":
                Advance(2);
                ParseUntyped(destination, AtomicOperation.Exchange, name == "xchg_64" ? MemorySize.DoubleWord : MemorySize.Word);
                return true;
            case "cmpxchg_64" or "cmpxchg32_32":
                Advance(2);
                ParseUntyped(destination, AtomicOperation.CompareExchange, name == "cmpxchg_64" ? MemorySize.DoubleWord : MemorySize.Word);
                return true;
            case "load_acquire":
                Advance(2);
                ParseLoadAcquire(destination);
                return true;
        }

        AtomicOperation? operation = name switch
        {
            "atomic_fetch_add" or "atomic64_fetch_add" => AtomicOperation.FetchAdd,
            "atomic_fetch_or" or "atomic64_fetch_or" => AtomicOperation.FetchOr,
            "atomic_fetch_and" or "atomic64_fetch_and" => AtomicOperation.FetchAnd,
            "atomic_fetch_xor" or "atomic64_fetch_xor" => AtomicOperation.FetchXor,
            "atomic_xchg" or "atomic64_xchg" => AtomicOperation.Exchange,
            "atomic_cmpxchg" or "atomic64_cmpxchg" => AtomicOperation.CompareExchange,
            _ => null,
        };
        if (operation is not AtomicOperation known)
            return false;

        Advance(2);
        MemorySize size = TakeCast(out bool isSigned, out Token type);
        RequireAtomicSize(size, isSigned, type);
        FinishAtomic(destination, known, size, TakeAddress());
        return true;
    }

    /// <summary>LLVM's exchange and compare-exchange: the address without a type and without parentheses of its own.</summary>
    private void ParseUntyped(RegisterOperand destination, AtomicOperation operation, MemorySize size) =>
        FinishAtomic(destination, operation, size, TakeBareAddress());

    /// <summary>The rest after the address: the register that is exchanged, after R0 when the operation compares.</summary>
    private void FinishAtomic(RegisterOperand destination, AtomicOperation operation, MemorySize size, (Register Register, short Offset) address)
    {
        bool compares = operation == AtomicOperation.CompareExchange;
        if (compares)
        {
            Take(",");
            RegisterOperand expected = TakeValue(size);
            if (expected.Register != Register.R0)
                throw Problem(expected.Token, $"compare-exchange compares with r0, found '{expected.Token.Text}'");
        }

        Take(",");
        Register source = TakeValue(size).Register;
        Take(")");
        Register result = compares ? Register.R0 : source;
        if (destination.Register != result || (destination.IsNarrow && size == MemorySize.DoubleWord))
            throw Problem(destination.Token, $"the old value goes to r{(int)result}, found '{destination.Token.Text}'");
        AddAtomic(size, address.Register, source, address.Offset, operation);
    }

    /// <summary><c>w1 = load_acquire((u32 *)(r2 + 0))</c>.</summary>
    private void ParseLoadAcquire(RegisterOperand destination)
    {
        MemorySize size = TakeCast(out bool isSigned, out Token type);
        if (isSigned)
            throw Problem(type, "load_acquire has the types u8, u16, u32 and u64");
        if (size == MemorySize.DoubleWord)
            RequireWide(destination);
        (Register register, short offset) = TakeAddress();
        Take(")");
        AddAtomic(size, destination.Register, register, offset, AtomicOperation.LoadAcquire);
    }

    private void RequireAtomicSize(MemorySize size, bool isSigned, Token type)
    {
        if (isSigned || size is MemorySize.Byte or MemorySize.HalfWord)
            throw Problem(type, $"atomic operations have the types u32 and u64, found '{type.Text}'");
    }

    private void AddAtomic(MemorySize size, Register destination, Register source, short offset, AtomicOperation operation) =>
        Add(new Instruction((byte)(Opcodes.AtomicWord | (byte)size), destination, source, offset, (int)operation));
}
