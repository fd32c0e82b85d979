// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// Moves one program between the interpreter and machine code: counts what the interpreter does for it, has it compiled when that is worth it, and
/// keeps the program from being unloaded while it is compiled.
/// </summary>
/// <remarks>
/// Runs pick up machine code when they start, and at tail calls and timers; a run that is under way stays with what it started on. Counting is not
/// exact when several threads run the program, and need not be.
/// </remarks>
internal sealed class ProgramTier
{
    /// <summary>
    /// Instructions that are interpreted before a program is compiled, whatever its length: what the interpreter does in the time that compiling the smallest
    /// program takes.
    /// </summary>
    public const long BaseHeat = 100_000;

    /// <summary>Passes over the whole program that are interpreted besides: compiling takes longer the longer the program is.</summary>
    public const long HeatPerSlot = 1_000;

    private readonly ProgramCode _code;
    private readonly IProgramEnvironment _environment;

    // Held while the program is compiled, and by whoever unloads it: one waits for the other.
    private readonly Lock _compiling = new();
    private long _heatLeft;
    private State _state;
    private bool _isRetired;
    private CompilationException? _failure;

    /// <summary>Starts with the interpreter.</summary>
    public ProgramTier(ProgramCode code, IProgramEnvironment environment)
    {
        _code = code;
        _environment = environment;
        _heatLeft = Threshold;
        bool mayCompile = environment.Options.Engine == Engine.Auto && (code.Proofs is not null || environment.Options.CompilesUnverified);
        _state = mayCompile && EngineChoice.Candidates(code.Length).Length != 0 ? State.Counting : State.Settled;
    }

    /// <summary>Where the program is on its way.</summary>
    private enum State
    {
        /// <summary>The interpreter counts.</summary>
        Counting,

        /// <summary>It waits for the background thread.</summary>
        Asked,

        /// <summary>It stays with what it has, until the caller says otherwise.</summary>
        Settled,
    }

    /// <summary>Why the last attempt to compile the program failed; null when there was none, or it did not fail.</summary>
    public CompilationException? Failure => Volatile.Read(ref _failure);

    private long Threshold => BaseHeat + (HeatPerSlot * _code.Length);

    /// <summary>Counts instructions that were interpreted. Cheap, allocates nothing; any thread that runs the program may call it.</summary>
    public void Count(long instructions)
    {
        if (_state == State.Counting && (_heatLeft -= instructions) < 0)
        {
            AskForCompilation();
        }
    }

    /// <summary>Compiles the program now, and has runs that start from now on use the result.</summary>
    /// <param name="engine">What is to execute it: a compiler, <see cref="Engine.Auto"/> for the one that suits it best, or the interpreter.</param>
    /// <exception cref="CompilationException">The engine cannot do that here, or not this program; the program runs on as before.</exception>
    /// <exception cref="ObjectDisposedException">The program was unloaded.</exception>
    public void Compile(Engine engine)
    {
        lock (_compiling)
        {
            ObjectDisposedException.ThrowIf(_isRetired, typeof(VirtualProgram));
            // What the caller decided, counting does not overrule.
            _state = State.Settled;
            if (engine == Engine.Interpreter)
            {
                _code.Use(null);
                return;
            }

            _failure = TryCompile(engine == Engine.Auto ? CandidatesOrThrow() : [engine]);
            if (_failure is not null)
            {
                throw _failure;
            }
        }
    }

    /// <summary>Compiles the program on the background thread. A failure is kept in <see cref="Failure"/>, and the program goes on in the interpreter.</summary>
    public void CompileInBackground()
    {
        lock (_compiling)
        {
            // The caller may have decided, or unloaded it, in the meantime.
            if (_state != State.Asked)
            {
                return;
            }

            _state = State.Settled;
            try
            {
                _failure = TryCompile(EngineChoice.Candidates(_code.Length));
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Nobody waits for this thread who could take the exception; the program can still be interpreted.
                _failure = new CompilationException(_code.Spec.Name, Engine.Auto, $"the compiler failed with {fault.GetType().Name}: {fault.Message.TrimEnd('.')}", fault);
            }
        }
    }

    /// <summary>Reads something of the program that unloading would take away; unloading waits for it.</summary>
    /// <exception cref="ObjectDisposedException">The program was unloaded.</exception>
    public T ReadWhileLoaded<T>(Func<ProgramCode, T> read)
    {
        lock (_compiling)
        {
            ObjectDisposedException.ThrowIf(_isRetired, typeof(VirtualProgram));
            return read(_code);
        }
    }

    /// <summary>Ends all compiling of a program that is being unloaded; waits for what is under way.</summary>
    public void Retire()
    {
        lock (_compiling)
        {
            _isRetired = true;
            _state = State.Settled;
        }
    }

    private void AskForCompilation()
    {
        // Of several threads that come here one asks.
        if (Interlocked.CompareExchange(ref _state, State.Asked, State.Counting) == State.Counting && !BackgroundCompiler.TryAdd(this))
        {
            // There are many programs before it: it asks again when it has got half as hot once more.
            _heatLeft = Threshold / 2;
            Interlocked.CompareExchange(ref _state, State.Counting, State.Asked);
        }
    }

    private Engine[] CandidatesOrThrow()
    {
        Engine[] candidates = EngineChoice.Candidates(_code.Length);
        return candidates.Length != 0
            ? candidates
            : throw new CompilationException(_code.Spec.Name, Engine.Auto, "this machine has no compiler for programs; the interpreter works everywhere") { IsEngineMissing = true };
    }

    /// <summary>Tries compilers in turn until one can do it.</summary>
    /// <returns>Why the first could not; null when one could.</returns>
    private CompilationException? TryCompile(Engine[] engines)
    {
        CompilationException? first = null;
        foreach (Engine engine in engines)
        {
            try
            {
                _code.Use(Compilers.Compile(engine, _code, _environment));
                return null;
            }
            catch (CompilationException failure)
            {
                first ??= failure;
            }
        }

        return first;
    }
}
